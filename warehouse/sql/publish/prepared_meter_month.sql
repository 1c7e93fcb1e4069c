-- Question: how many meters were to be read for each month, how were they, and with what found?
-- Grain:    one department (of the reader) and month.
-- Inputs:   evidence.meter_readings, evidence.staff.
-- A reading lies in the month that it belongs to, which every row names: one that was never taken has no
-- date, and must not vanish from the count.
SELECT
  cast(m.period || '-01' AS DATE) AS period_from,
  s.dept_id AS department_id,
  count(*) AS n,
  count(m.value) AS n_read,
  count(*) FILTER (m.read_at IS NULL) AS n_undated,
  count(*) FILTER (m.method = 'estimate' AND m.value IS NOT NULL) AS n_estimated,
  count(*) FILTER (m.anomaly IS NOT NULL AND m.anomaly != 'none') AS n_anomalies,
  count(m.check_value) AS n_checked
FROM evidence.meter_readings AS m
LEFT JOIN evidence.staff AS s ON m.reader_id = s.staff_id
WHERE m.period IS NOT NULL
GROUP BY ALL
ORDER BY period_from, s.dept_id
