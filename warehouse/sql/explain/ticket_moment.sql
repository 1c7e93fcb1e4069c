-- Question: what happened to a ticket, when, by whom, and where was that delivered?
-- Grain:    one event, callback, visit or filing, and the ticket's own moments that no event repeats.
-- Inputs:   evidence.ticket_events, evidence.tickets, evidence.callbacks, quality.received_file; $record_id.
WITH own AS (
  SELECT
    unnest(['contact_received', 'registered', 'closed']) AS code,
    unnest([received_at, registered_at, closed_at]) AS happened_at,
    file_id,
    source_row
  FROM evidence.tickets
  WHERE ticket_id = $record_id
),

moment AS (
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
  SELECT
    o.happened_at,
    o.code,
    NULL AS dept_id,
    NULL AS to_dept_id,
    NULL AS staff_id,
    'tickets' AS record_table,
    '' AS moment_id,
    o.file_id,
    o.source_row
  FROM own AS o
  WHERE
    NOT EXISTS (
      SELECT 1
      FROM evidence.ticket_events AS e
      WHERE e.ticket_id = $record_id AND e.event_type = o.code
    )
  UNION ALL
  SELECT
    done_at,
    'callbacks.done_at',
    NULL,
    NULL,
    NULL,
    'callbacks',
    callback_id,
    file_id,
    source_row
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
