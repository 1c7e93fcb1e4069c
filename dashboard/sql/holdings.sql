-- Question: through whose hands did a ticket pass?
-- Grain:    one stretch; departments and people out of scope are not named.
-- Inputs:   audit.holding; $ticket. The page has made sure that the ticket is within the scope.
SELECT
  h.holding_no,
  h.from_at,
  h.until_at,
  if(in_scope(h.department_id), h.department_id, NULL) AS department_id,
  h.department_id IS NOT NULL AS is_known,
  if(in_scope(h.department_id), h.staff_id, NULL) AS staff_id,
  h.state,
  date_diff('second', h.from_at, h.until_at) / 60 AS held_min
FROM audit.holding AS h
WHERE h.ticket_id = $ticket
ORDER BY h.holding_no
