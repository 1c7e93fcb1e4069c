-- Question: how many of the tickets received in a month are closed by the audit?
-- Grain:    one month of receipt and kind of ticket, the newest first.
-- Inputs:   evidence.tickets, evidence.ticket_events, meta.run; $department (null = the whole utility).
WITH reopened AS (
  SELECT DISTINCT ticket_id
  FROM evidence.ticket_events
  WHERE event_type = 'reopened'
),

ticket AS (
  SELECT
    t.*,
    o.ticket_id IS NOT NULL AS is_reopened,
    cast(date_trunc('month', timezone(r.zone, t.received_at)) AS DATE) AS period_from
  FROM evidence.tickets AS t
  CROSS JOIN meta.run AS r
  LEFT JOIN reopened AS o ON t.ticket_id = o.ticket_id
)

SELECT
  period_from,
  ticket_type,
  count(*) AS n,
  count(closed_at) AS n_closed,
  cast(count(closed_at) AS DECIMAL(18, 8)) / count(*) AS closed_rate,
  count(*) - count(closed_at) AS n_open,
  count(*) FILTER (WHERE is_reopened) AS n_reopened,
  count(*) FILTER (WHERE signed_by_customer) AS n_signed
FROM ticket
WHERE (cast($department AS VARCHAR) IS NULL OR dept_id = $department) AND in_scope(dept_id)
GROUP BY period_from, ticket_type
ORDER BY period_from DESC, n DESC, ticket_type
