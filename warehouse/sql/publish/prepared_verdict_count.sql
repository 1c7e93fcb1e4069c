-- Question: how many observations are there of each version, department, person, month, verdict and reason?
-- Grain:    one of these.
-- Inputs:   audit.verdict.
SELECT
  version_id,
  department_id,
  staff_id,
  period_from,
  verdict,
  reason,
  count(*) AS n
FROM audit.verdict
GROUP BY ALL
ORDER BY ALL
