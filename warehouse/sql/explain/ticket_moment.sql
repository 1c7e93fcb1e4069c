-- Question: what happened to a ticket, when, by whom, and where was that delivered?
-- Grain:    one event, callback, visit or filing, and the ticket's own moments that no event repeats.
-- Inputs:   evidence.ticket_events, evidence.tickets, evidence.callbacks, evidence.archives,
--           quality.received_file; $record_id.
WITH moment AS (
  SELECT
    event_at AS happened_at,
    event_type AS code,
    dept_id,
    to_dept_id,
    actor_id AS staff_id,
    'ticket_events' AS record_table,
    event_id AS moment_id,
    file_id,
    source_row
  FROM evidence.ticket_events
  WHERE ticket_id = $record_id AND event_at IS NOT NULL
  UNION ALL
  SELECT t.received_at, 'tickets.received_at', NULL, NULL, NULL, 'tickets', '', t.file_id, t.source_row
  FROM evidence.tickets AS t
  WHERE
    t.ticket_id = $record_id
    AND NOT EXISTS (
      SELECT 1
      FROM evidence.ticket_events AS e
      WHERE e.ticket_id = t.ticket_id AND e.event_type = 'contact_received'
    )
  UNION ALL
  SELECT t.closed_at, 'tickets.closed_at', NULL, NULL, NULL, 'tickets', '', t.file_id, t.source_row
  FROM evidence.tickets AS t
  WHERE
    t.ticket_id = $record_id
    AND t.closed_at IS NOT NULL
    AND NOT EXISTS (
      SELECT 1
      FROM evidence.ticket_events AS e
      WHERE e.ticket_id = t.ticket_id AND e.event_type = 'closed'
    )
  UNION ALL
  SELECT
    done_at, 'callbacks.done_at', NULL, NULL, NULL, 'callbacks', callback_id, file_id, source_row
  FROM evidence.callbacks
  WHERE ticket_id = $record_id AND done_at IS NOT NULL
)

SELECT
  m.*,
  f.file
FROM moment AS m
LEFT JOIN quality.received_file AS f ON m.file_id = f.file_id
WHERE m.happened_at IS NOT NULL
ORDER BY m.happened_at, m.file_id, m.source_row, m.moment_id
