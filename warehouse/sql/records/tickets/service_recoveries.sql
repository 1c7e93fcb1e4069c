-- Question: when was the service ordered to be restored on a ticket?
-- Grain:    one ticket with such an order.
-- Inputs:   known.service_recoveries.
SELECT ticket_id, min(ordered_at) AS "service_recoveries.ordered_at"
FROM known.service_recoveries
WHERE ticket_id IS NOT NULL
GROUP BY ticket_id
