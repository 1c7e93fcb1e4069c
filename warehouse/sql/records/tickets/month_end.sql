-- Question: how did a ticket stand when the month it was received in was over?
-- Grain:    one ticket.
-- Inputs:   fact.ticket, fact.setting, known.ticket_events.
WITH replied AS (
  SELECT DISTINCT ticket_id
  FROM known.ticket_events
  WHERE event_type = 'replied' AND event_at IS NOT NULL
),

dated AS (
  SELECT
    *,
    cast(date_trunc('month', cast(received_at AS DATE)) + INTERVAL 1 MONTH AS TIMESTAMPTZ)
      AS month_over_at
  FROM fact.ticket
),

-- A case is due when its month is over, or later where the transferring body allows it.
due AS (
  SELECT *, greatest(month_over_at - to_microseconds(1), official_due_at) AS due_at
  FROM dated
)

SELECT
  t.ticket_id,
  CASE
    WHEN t.closed_at IS NOT NULL THEN replied.ticket_id IS NOT NULL
    WHEN t.month_over_at <= setting.as_of THEN FALSE
  END AS "tickets.is_settled_and_replied",
  CASE
    WHEN t.closed_at IS NOT NULL THEN t.closed_at <= t.due_at
    WHEN t.due_at < setting.as_of THEN FALSE
  END AS "tickets.is_closed_when_due",
  CASE
    WHEN t.closed_at < t.month_over_at THEN FALSE
    WHEN t.month_over_at <= setting.as_of THEN TRUE
  END AS "tickets.is_open_at_month_end"
FROM due AS t
CROSS JOIN fact.setting AS setting
LEFT JOIN replied ON t.ticket_id = replied.ticket_id
