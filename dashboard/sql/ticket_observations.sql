-- Question: how was a ticket judged, clause by clause?
-- Grain:    one clause.
-- Inputs:   audit.verdict, rulebook.clause; $ticket.
-- Verdicts are looked for among those of tickets alone: that reads a part of the millions of rows.
WITH of_tickets AS MATERIALIZED (
  SELECT c.version_id FROM rulebook.clause AS c WHERE c.subject = 'tickets'
)

SELECT
  c.clause_id || '/' || v.record_id AS observation_id,
  c.clause_id,
  c.title_zh,
  c.title_en,
  c.is_governing,
  c.calendar,
  v.department_id,
  v.staff_id,
  v.started_at,
  v.due_at,
  v.stopped_at,
  v.late_by_min,
  v.verdict,
  v.reason,
  v.original_verdict,
  v.decision_id,
  v.is_provisional
FROM audit.verdict AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
WHERE
  v.version_id IN (SELECT t.version_id FROM of_tickets AS t)
  AND v.record_id = $ticket
  AND in_scope(v.department_id)
ORDER BY
  c.is_governing DESC,
  CASE v.verdict
    WHEN 'breach' THEN 0
    WHEN 'pending' THEN 1
    WHEN 'excused' THEN 2
    WHEN 'compliant' THEN 3
    ELSE 4
  END,
  v.due_at NULLS LAST,
  c.clause_id
