-- Question: when was the customer of a ticket called back, and when was that filed?
-- Grain:    one ticket that was called back.
-- Inputs:   known.callbacks.
SELECT
  ticket_id,
  min(done_at) AS "callbacks.done_at",
  min(filed_at) AS "callbacks.filed_at",
  max(done_at) AS "tickets.last_called_back_at"
FROM known.callbacks
WHERE ticket_id IS NOT NULL
GROUP BY ticket_id
