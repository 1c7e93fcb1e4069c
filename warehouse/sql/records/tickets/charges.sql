-- Question: was everything charged on a ticket announced beforehand?
-- Grain:    one ticket.
-- Inputs:   fact.ticket, known.charges.
WITH charged AS (
  SELECT ticket_id, bool_and(coalesce(told_before, FALSE)) AS is_announced
  FROM known.charges
  WHERE ticket_id IS NOT NULL
  GROUP BY ticket_id
)

SELECT t.ticket_id, coalesce(charged.is_announced, TRUE) AS "tickets.is_paid_work_announced"
FROM fact.ticket AS t
LEFT JOIN charged ON t.ticket_id = charged.ticket_id
