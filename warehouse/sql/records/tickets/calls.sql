-- Question: what was said in the hotline calls of a ticket, and were its main points read back?
-- Grain:    one ticket.
-- Inputs:   fact.ticket, known.hotline_calls, known.ticket_events.
WITH called AS (
  SELECT
    ticket_id,
    bool_or(recap_done) AS recap_done,
    bool_or(identity_stated) AS identity_stated
  FROM known.hotline_calls
  WHERE ticket_id IS NOT NULL
  GROUP BY ticket_id
),

recapped AS (
  SELECT DISTINCT ticket_id
  FROM known.ticket_events
  WHERE event_type = 'recapped' AND event_at IS NOT NULL
)

SELECT
  t.ticket_id,
  called.recap_done AS "hotline_calls.recap_done",
  called.identity_stated AS "hotline_calls.identity_stated",
  recapped.ticket_id IS NOT NULL OR coalesce(called.recap_done, FALSE) AS "tickets.is_recapped"
FROM fact.ticket AS t
LEFT JOIN called ON t.ticket_id = called.ticket_id
LEFT JOIN recapped ON t.ticket_id = recapped.ticket_id
