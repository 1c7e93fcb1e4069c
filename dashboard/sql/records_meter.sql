-- Question: how many meters were to be read, how were they, and with what found?
-- Grain:    one month, the newest first.
-- Inputs:   prepared.meter_month; $department (null = the whole utility).
SELECT
  period_from,
  cast(sum(n) AS BIGINT) AS n,
  cast(sum(n_read) AS BIGINT) AS n_read,
  cast(sum(n_read) AS DECIMAL(18, 8)) / sum(n) AS read_rate,
  cast(sum(n - n_read) AS BIGINT) AS n_without,
  cast(sum(n_estimated) AS BIGINT) AS n_estimated,
  cast(sum(n_anomalies) AS BIGINT) AS n_anomalies,
  cast(sum(n_checked) AS BIGINT) AS n_checked
FROM prepared.meter_month
WHERE
  (cast($department AS VARCHAR) IS NULL OR department_id = $department)
  AND in_scope(department_id)
GROUP BY period_from
ORDER BY period_from DESC
