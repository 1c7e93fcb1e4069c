-- Question: how many records does a rate count, by department, month and outcome?
-- Grain:    one of these.
-- Inputs:   audit.item.
SELECT
  version_id,
  department_id,
  period_from,
  outcome,
  count(*) AS n
FROM audit.item
GROUP BY ALL
ORDER BY ALL
