-- Question: what happened to a ticket, in order?
-- Grain:    one event; departments and people out of scope are not named.
-- Inputs:   evidence.ticket_events; $ticket.
SELECT
  event_id,
  event_type,
  event_at,
  channel,
  ref_no,
  if(in_scope(dept_id), dept_id, NULL) AS department_id,
  if(in_scope(to_dept_id), to_dept_id, NULL) AS to_department_id,
  if(in_scope(dept_id) OR dept_id IS NULL, actor_id, NULL) AS actor_id,
  file_id,
  source_row
FROM evidence.ticket_events
WHERE ticket_id = $ticket
ORDER BY event_at, event_id
