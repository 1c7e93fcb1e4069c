-- Question: how did the customer find the handling of a ticket, as rated at callbacks and by what followed?
-- Grain:    one ticket.
-- Inputs:   fact.ticket, known.callbacks.
WITH called_back AS (
  SELECT ticket_id, min(satisfaction) AS satisfaction
  FROM known.callbacks
  WHERE ticket_id IS NOT NULL
  GROUP BY ticket_id
),

-- How the customer found the handling at the last callback before the case was closed.
asked_while_open AS (
  SELECT c.ticket_id, max_by(c.satisfaction, c.done_at) AS satisfaction
  FROM known.callbacks AS c
  INNER JOIN fact.ticket AS t ON c.ticket_id = t.ticket_id
  WHERE
    c.satisfaction IS NOT NULL
    AND c.done_at IS NOT NULL
    AND (t.closed_at IS NULL OR c.done_at < t.closed_at)
  GROUP BY c.ticket_id
),

-- Whether a later ticket on the same matter came from above or from outside.
repeated AS (
  SELECT
    parent_ticket_id AS ticket_id,
    bool_or(
      origin_level IN ('level2_network', 'head_office', 'heating_office')
      OR channel IN ('superior', 'head_office', 'mayor_hotline', 'media')
    ) AS is_higher
  FROM fact.ticket
  WHERE parent_ticket_id IS NOT NULL
  GROUP BY parent_ticket_id
)

SELECT
  t.ticket_id,
  coalesce(asked_while_open.satisfaction, if(t.closed_at IS NULL, t.satisfaction, NULL)) >= 4
    AS "tickets.is_satisfied_while_open",
  least(t.satisfaction, called_back.satisfaction) <= 2
  OR coalesce(t.visibility IN ('government', 'media'), FALSE)
  OR coalesce(repeated.is_higher, FALSE) AS "tickets.is_customer_aggrieved"
FROM fact.ticket AS t
LEFT JOIN called_back ON t.ticket_id = called_back.ticket_id
LEFT JOIN asked_while_open ON t.ticket_id = asked_while_open.ticket_id
LEFT JOIN repeated ON t.ticket_id = repeated.ticket_id
