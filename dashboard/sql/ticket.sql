-- Question: what is recorded of one ticket?
-- Grain:    one ticket, if it or one of its observations is within the scope.
-- Inputs:   evidence.tickets, prepared.ticket_count; $ticket.
SELECT t.*
FROM evidence.tickets AS t
WHERE
  t.ticket_id = $ticket
  AND (
    in_scope(t.dept_id)
    OR t.ticket_id IN (
      SELECT k.ticket_id
      FROM prepared.ticket_count AS k
      WHERE k.ticket_id = $ticket AND in_scope(k.department_id)
    )
  )
