-- Question: how did each department keep a clause in a month?
-- Grain:    one department, the worst first.
-- Inputs:   audit.indicator; $clause, $month.
SELECT *
FROM audit.indicator
WHERE
  clause_id = $clause
  AND period_from = $month
  AND department_id IS NOT NULL
  AND in_scope(department_id)
ORDER BY rate NULLS LAST, department_id
