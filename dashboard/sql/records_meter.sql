-- Question: how many meters were read, how, and with what found?
-- Grain:    one month, the newest first.
-- Inputs:   evidence.meter_readings, evidence.staff, meta.run; $department (null = the whole utility).
WITH reading AS (
  SELECT
    m.*,
    s.dept_id,
    cast(date_trunc('month', timezone(r.zone, m.read_at)) AS DATE) AS period_from
  FROM evidence.meter_readings AS m
  CROSS JOIN meta.run AS r
  LEFT JOIN evidence.staff AS s ON m.reader_id = s.staff_id
  WHERE m.read_at IS NOT NULL
)

SELECT
  period_from,
  count(*) AS n,
  count(*) FILTER (WHERE value IS NOT NULL) AS n_read,
  cast(count(*) FILTER (WHERE value IS NOT NULL) AS DECIMAL(18, 8)) / count(*) AS read_rate,
  count(*) FILTER (WHERE method = 'estimate') AS n_estimated,
  count(*) FILTER (WHERE anomaly IS NOT NULL AND anomaly != 'none') AS n_anomalies,
  count(*) FILTER (WHERE check_value IS NOT NULL) AS n_checked
FROM reading
WHERE (cast($department AS VARCHAR) IS NULL OR dept_id = $department) AND in_scope(dept_id)
GROUP BY period_from
ORDER BY period_from DESC
