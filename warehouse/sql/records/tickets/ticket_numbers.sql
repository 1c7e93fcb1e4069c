-- Question: does a ticket have a serial number that no other ticket has?
-- Grain:    one ticket.
-- Inputs:   fact.ticket.
WITH numbered AS (
  SELECT ticket_no
  FROM fact.ticket
  WHERE ticket_no IS NOT NULL
  GROUP BY ticket_no
  HAVING count(*) = 1
)

SELECT t.ticket_id, numbered.ticket_no IS NOT NULL AS "tickets.is_number_unique"
FROM fact.ticket AS t
LEFT JOIN numbered ON t.ticket_no = numbered.ticket_no
