-- Question: how did each ticket fare with each department under governing clauses?
-- Grain:    one ticket and department.
-- Inputs:   audit.verdict, rulebook.clause.
SELECT
  v.record_id AS ticket_id,
  v.department_id,
  count(*) FILTER (WHERE v.verdict = 'breach') AS n_breaches,
  count(*) FILTER (WHERE v.verdict = 'pending') AS n_pending,
  count(*) FILTER (WHERE v.verdict IN ('breach', 'compliant')) AS n_judged
FROM audit.verdict AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
WHERE c.subject = 'tickets' AND c.is_governing
GROUP BY v.record_id, v.department_id
ORDER BY v.record_id, v.department_id
