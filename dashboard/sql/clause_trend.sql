-- Question: how was a clause kept, month by month, by the whole utility or by one department?
-- Grain:    one month, the oldest first.
-- Inputs:   audit.indicator; $clause, $department (null = the whole utility).
SELECT *
FROM audit.indicator
WHERE
  clause_id = $clause
  AND department_id IS NOT DISTINCT FROM cast($department AS VARCHAR)
  AND in_scope(department_id)
ORDER BY period_from
