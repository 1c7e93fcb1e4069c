-- Question: which tickets belong to the same incident as a ticket?
-- Grain:    one ticket of the incident within the scope; alone = no row. Counts are of the whole incident.
-- Inputs:   audit.incident_of, evidence.tickets; $ticket.
SELECT
  o.ticket_id,
  o.incident_key,
  o.is_first,
  o.n_tickets,
  array_to_string(o.linked_by, ' ') AS linked_by,
  t.category,
  t.received_at,
  t.dept_id AS department_id
FROM audit.incident_of AS m
INNER JOIN audit.incident_of AS o ON m.incident_key = o.incident_key
INNER JOIN evidence.tickets AS t ON o.ticket_id = t.ticket_id
WHERE m.ticket_id = $ticket AND m.n_tickets > 1 AND in_scope(t.dept_id)
ORDER BY t.received_at, o.ticket_id
