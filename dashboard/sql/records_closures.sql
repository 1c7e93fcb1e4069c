-- Question: how many of the tickets received in a month are closed by the audit?
-- Grain:    one month of receipt and kind of ticket, the newest first.
-- Inputs:   evidence.tickets, evidence.ticket_events, meta.run; $department (null = the whole utility).
-- A signature is an event, or a mark of the ticket itself. Where neither was ever delivered for a kind of
-- ticket, nobody knows how many signed: that is no 0.
WITH happened AS (
  SELECT
    ticket_id,
    bool_or(event_type = 'reopened') AS is_reopened,
    bool_or(event_type = 'customer_signed') AS is_signed
  FROM evidence.ticket_events
  WHERE event_type IN ('reopened', 'customer_signed')
  GROUP BY ticket_id
),

ticket AS (
  SELECT
    t.*,
    coalesce(h.is_reopened, FALSE) AS is_reopened,
    coalesce(h.is_signed, FALSE) OR coalesce(t.signed_by_customer, FALSE) AS is_signed,
    bool_or(h.is_signed OR t.signed_by_customer IS NOT NULL) OVER (PARTITION BY t.ticket_type)
      AS is_known_signed,
    cast(date_trunc('month', timezone(r.zone, t.received_at)) AS DATE) AS period_from
  FROM evidence.tickets AS t
  CROSS JOIN meta.run AS r
  LEFT JOIN happened AS h ON t.ticket_id = h.ticket_id
)

SELECT
  period_from,
  ticket_type,
  count(*) AS n,
  count(closed_at) AS n_closed,
  cast(count(closed_at) AS DECIMAL(18, 8)) / count(*) AS closed_rate,
  count(*) - count(closed_at) AS n_open,
  count(*) FILTER (WHERE is_reopened) AS n_reopened,
  CASE WHEN bool_or(is_known_signed) THEN count(*) FILTER (WHERE is_signed) END AS n_signed
FROM ticket
WHERE (cast($department AS VARCHAR) IS NULL OR dept_id = $department) AND in_scope(dept_id)
GROUP BY period_from, ticket_type
ORDER BY period_from DESC, n DESC, ticket_type
