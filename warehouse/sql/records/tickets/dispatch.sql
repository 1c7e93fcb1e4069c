-- Question: when did the dispatch centre have a ticket?
-- Grain:    one ticket.
-- Inputs:   fact.ticket, known.ticket_events, known.departments, known.staff.
-- A transfer whose receiver nobody recorded may have gone to the dispatch centre.
WITH to_dispatch AS (
  SELECT e.ticket_id, min(e.event_at) AS event_at
  FROM known.ticket_events AS e
  LEFT JOIN known.departments AS d ON e.to_dept_id = d.dept_id
  WHERE e.event_type = 'transferred' AND (e.to_dept_id IS NULL OR d.role = 'dispatch')
  GROUP BY e.ticket_id
)

SELECT
  t.ticket_id,
  if(responder_department.role = 'dispatch', t.received_at, to_dispatch.event_at)
    AS "tickets.reached_dispatch_at"
FROM fact.ticket AS t
LEFT JOIN known.staff AS first_responder ON t.first_responder_id = first_responder.staff_id
LEFT JOIN known.departments AS responder_department
  ON first_responder.dept_id = responder_department.dept_id
LEFT JOIN to_dispatch ON t.ticket_id = to_dispatch.ticket_id
