-- Question: how many judged observations of each version and department began on a day, and how many failed?
-- Grain:    one version, department, month and day of the utility's calendar.
-- Inputs:   audit.verdict.
SELECT
  version_id,
  department_id,
  period_from,
  cast(started_at AS DATE) AS on_day,
  count(*) AS n,
  count(*) FILTER (verdict = 'breach') AS n_breach,
  count(measured) AS n_measured,
  sum(measured) AS measured_sum
FROM audit.verdict
WHERE verdict IN ('compliant', 'breach') AND started_at IS NOT NULL
GROUP BY ALL
ORDER BY version_id, period_from, on_day, department_id
