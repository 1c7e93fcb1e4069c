-- Question: what is known of each callback, and of the case it took up again, when it is judged?
-- Grain:    one callback attempt.
-- Inputs:   known.callbacks, known.ticket_events, known.tickets, known.staff, known.sanctions.
-- Only what happened to the ticket from the day of the callback on can be due to it. A ticket newly made
-- because of it was taken up again when it was received.
WITH followed AS (
  SELECT
    callback_id,
    done_at,
    ticket_id
  FROM known.callbacks
  UNION
  SELECT
    callback_id,
    done_at,
    reopened_ticket_id
  FROM known.callbacks
  WHERE reopened_ticket_id IS NOT NULL
),

later AS (
  SELECT
    f.callback_id,
    min(e.event_at) FILTER (
      e.event_type = 'reopened' AND cast(e.event_at AS DATE) >= cast(f.done_at AS DATE)
    ) AS reopened_at,
    min(e.event_at) FILTER (
      e.event_type = 'investigation_done' AND e.event_at > f.done_at
    ) AS investigated_at
  FROM followed AS f
  INNER JOIN known.ticket_events AS e ON f.ticket_id = e.ticket_id
  WHERE e.event_type IN ('reopened', 'investigation_done')
  GROUP BY f.callback_id
),

ordered AS (
  SELECT DISTINCT f.callback_id
  FROM followed AS f
  INNER JOIN known.sanctions AS a
    ON f.ticket_id = a.ticket_id AND cast(a.decided_at AS DATE) >= cast(f.done_at AS DATE)
  WHERE a.rectify_due_on IS NOT NULL OR a.notice_of_criticism
)

SELECT
  c.*,
  c.callback_id AS record_id,
  coalesce(c.dept_id, s.dept_id) AS record_department_id,
  c.staff_id AS record_staff_id,
  t.customer_id AS record_customer_id,
  coalesce(c.done_at, t.closed_at, t.received_at) AS record_at,
  c.done_at AS record_settled_at,
  t.ticket_type AS "tickets.ticket_type",
  t.category AS "tickets.category",
  coalesce(l.reopened_at, if(r.ticket_id = c.ticket_id, NULL, r.received_at))
    AS "callbacks.reopened_at",
  l.investigated_at AS "callbacks.reopened_investigated_at",
  c.rated_attitude IS NOT NULL AND c.rated_quality IS NOT NULL AND c.rated_timeliness IS NOT NULL
    AS "callbacks.is_rated",
  coalesce(t.company_liable OR r.company_liable, t.company_liable, r.company_liable)
    AS "callbacks.is_company_liable",
  o.callback_id IS NOT NULL AS "callbacks.is_rectification_ordered"
FROM known.callbacks AS c
LEFT JOIN known.staff AS s ON c.staff_id = s.staff_id
LEFT JOIN known.tickets AS t ON c.ticket_id = t.ticket_id
LEFT JOIN known.tickets AS r ON c.reopened_ticket_id = r.ticket_id
LEFT JOIN later AS l ON c.callback_id = l.callback_id
LEFT JOIN ordered AS o ON c.callback_id = o.callback_id
