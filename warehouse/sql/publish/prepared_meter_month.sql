-- Question: how many meters were read in each month, how, and with what found?
-- Grain:    one department (of the reader) and month.
-- Inputs:   evidence.meter_readings, evidence.staff.
SELECT
  cast(date_trunc('month', m.read_at) AS DATE) AS period_from,
  s.dept_id AS department_id,
  count(*) AS n,
  count(m.value) AS n_read,
  count(*) FILTER (m.method = 'estimate') AS n_estimated,
  count(*) FILTER (m.anomaly IS NOT NULL AND m.anomaly != 'none') AS n_anomalies,
  count(m.check_value) AS n_checked
FROM evidence.meter_readings AS m
LEFT JOIN evidence.staff AS s ON m.reader_id = s.staff_id
WHERE m.read_at IS NOT NULL
GROUP BY ALL
ORDER BY period_from, s.dept_id
