-- Question: what could not be assessed this month, and for want of what?
-- Grain:    one reason and table of evidence.
-- Inputs:   audit.indicator, rulebook.clause; $month, $whole
--           (rows of the whole utility rather than of departments).
SELECT
  coalesce(i.reason, 'unknown') AS reason,
  c.subject AS record_table,
  count(DISTINCT i.clause_id) AS n_clauses,
  cast(sum(i.n_not_assessed) AS BIGINT) AS n_records
FROM audit.indicator AS i
INNER JOIN (
  SELECT DISTINCT clause_id, subject FROM rulebook.clause WHERE is_governing
) AS c ON i.clause_id = c.clause_id
WHERE
  i.verdict = 'not_assessed'
  AND i.period_from = $month
  AND (i.department_id IS NULL) = $whole
  AND in_scope(i.department_id)
GROUP BY reason, record_table
ORDER BY n_clauses DESC, reason, record_table
