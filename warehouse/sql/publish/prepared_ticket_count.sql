-- Question: which departments answer for each ticket, and how did it fare with them under governing clauses?
-- Grain:    one ticket and department.
-- Inputs:   audit.verdict, rulebook.clause.
SELECT
  v.record_id AS ticket_id,
  v.department_id,
  count(*) FILTER (WHERE c.is_governing AND v.verdict = 'breach') AS n_breaches,
  count(*) FILTER (WHERE c.is_governing AND v.verdict = 'pending') AS n_pending,
  count(*) FILTER (WHERE c.is_governing AND v.verdict IN ('breach', 'compliant')) AS n_judged
FROM audit.verdict AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
WHERE c.subject = 'tickets'
GROUP BY v.record_id, v.department_id
ORDER BY v.record_id, v.department_id
