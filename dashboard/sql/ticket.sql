-- Question: what is recorded of one ticket?
-- Grain:    one ticket, if it or one of its observations is within the scope.
-- Inputs:   evidence.tickets, audit.verdict, rulebook.clause; $ticket.
SELECT t.*
FROM evidence.tickets AS t
WHERE
  t.ticket_id = $ticket
  AND (
    in_scope(t.dept_id)
    OR EXISTS (
      SELECT 1 AS one
      FROM audit.verdict AS v
      INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
      WHERE c.subject = 'tickets' AND v.record_id = $ticket AND in_scope(v.department_id)
    )
  )
