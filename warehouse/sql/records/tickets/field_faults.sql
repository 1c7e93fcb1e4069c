-- Question: when was the fault that a ticket is about found in the field?
-- Grain:    one ticket with a fault found in the field.
-- Inputs:   known.field_faults.
SELECT ticket_id, min(found_at) AS "field_faults.found_at"
FROM known.field_faults
WHERE ticket_id IS NOT NULL
GROUP BY ticket_id
