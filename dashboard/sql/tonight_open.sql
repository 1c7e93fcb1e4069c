-- Question: how many deadlines have passed with nothing done to this day?
-- Grain:    one department.
-- Inputs:   audit.verdict, rulebook.clause.
SELECT
  v.department_id,
  count(*) AS n,
  min(v.due_at) AS oldest_due_at
FROM audit.verdict AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
WHERE v.verdict = 'breach' AND v.reason = 'not_done' AND c.is_governing AND in_scope(v.department_id)
GROUP BY v.department_id
ORDER BY n DESC, v.department_id
