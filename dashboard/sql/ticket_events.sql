-- Question: what happened to a ticket, in order?
-- Grain:    one event; departments and people out of scope are not named.
-- Inputs:   evidence.ticket_events, quality.received_file; $ticket.
SELECT
  e.event_id,
  e.event_type,
  e.event_at,
  e.channel,
  e.ref_no,
  if(in_scope(e.dept_id), e.dept_id, NULL) AS department_id,
  if(in_scope(e.to_dept_id), e.to_dept_id, NULL) AS to_department_id,
  if(in_scope(e.dept_id) OR e.dept_id IS NULL, e.actor_id, NULL) AS actor_id,
  e.file_id,
  f.file AS source_file,
  e.source_row
FROM evidence.ticket_events AS e
LEFT JOIN quality.received_file AS f ON e.file_id = f.file_id
WHERE e.ticket_id = $ticket
ORDER BY e.event_at, e.event_id
