-- Question: when was it ordered to make good a failed service that a ticket is about?
-- Grain:    one ticket with such an order.
-- Inputs:   known.service_recoveries.
SELECT ticket_id, min(ordered_at) AS "service_recoveries.ordered_at"
FROM known.service_recoveries
WHERE ticket_id IS NOT NULL
GROUP BY ticket_id
