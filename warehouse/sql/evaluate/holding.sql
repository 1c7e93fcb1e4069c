-- Question: who held each ticket from when until when, and was it running or paused?
-- Grain:    one stretch of a ticket's life (half-open) with one holder and one state; they tile it from the
--           receipt to the closing or the audit.
-- Inputs:   fact.ticket, fact.setting, known.ticket_events, known.staff.
-- Custody passes when a ticket is assigned, sent on its form, transferred, or received after a transfer, to
-- the department that the event names as the receiving one; a receipt that names none goes to the department
-- that acted in it, and a transfer that names none passes nothing until somebody receives it. An assignment
-- that names nobody goes to the department that then passes the ticket on, or else to the one that the
-- ticket says handles it. Before any of that it is with the department of the person first contacted, or who
-- registered it, or that acted in the first handover; a ticket that was never handed over was always with the
-- department that handles it. What happens after the closing passes nothing.
-- The person is whoever received, accepted or confirmed the ticket last in the department that holds it,
-- since it was last handed over; else, in the department that handles it, the ticket's handler; before any
-- handover who was contacted or registered it.
-- A ticket is paused from when its suspension is both made and approved (or made on a document with a number)
-- until it is resumed or reopened; a suspension without evidence pauses nothing.
-- Of events of one instant, those that let time run and show the later step count last.
WITH life AS (
  SELECT
    t.ticket_id,
    t.received_at AS begins_at,
    greatest(coalesce(t.closed_at, s.as_of), t.received_at) AS ends_at,
    t.record_department_id AS own_department_id,
    t.handler_id
  FROM fact.ticket AS t
  CROSS JOIN fact.setting AS s
),

-- The events that matter, in the order in which those of one instant count.
kind AS (
  SELECT *
  FROM (
    VALUES
    ('suspension_approved', 1, FALSE, FALSE),
    ('suspended', 2, FALSE, FALSE),
    ('resumed', 3, FALSE, FALSE),
    ('reopened', 4, FALSE, FALSE),
    ('form_sent', 5, TRUE, FALSE),
    ('assigned', 6, TRUE, FALSE),
    ('transferred', 7, TRUE, FALSE),
    ('transfer_received', 8, TRUE, FALSE),
    ('receipt_confirmed', 9, FALSE, TRUE),
    ('accepted', 10, FALSE, TRUE)
  ) AS k (event_type, place, is_handover, is_act)
),

event AS (
  SELECT
    e.ticket_id,
    e.event_id,
    e.event_type,
    e.event_at,
    k.place,
    k.is_handover AND (e.event_type != 'form_sent' OR e.to_dept_id IS NOT NULL) AS is_handover,
    k.is_act,
    e.event_type = 'suspension_approved' OR (e.event_type = 'suspended' AND e.ref_no IS NOT NULL)
      AS is_evidence,
    e.actor_id,
    e.dept_id,
    if(
      k.is_handover,
      if(e.event_type = 'transfer_received', coalesce(e.to_dept_id, e.dept_id), e.to_dept_id),
      NULL
    ) AS named_receiver_id
  FROM known.ticket_events AS e
  INNER JOIN kind AS k ON e.event_type = k.event_type
),

-- In order, each with the next handover that says more than that the ticket was assigned.
told AS (
  SELECT
    e.* EXCLUDE (place),
    l.own_department_id,
    l.handler_id,
    greatest(e.event_at, l.begins_at) AS happened_at,
    row_number() OVER in_order AS n,
    first_value(
      if(
        e.is_handover AND (e.event_type != 'assigned' OR e.named_receiver_id IS NOT NULL),
        { 'event_type': e.event_type, 'dept_id': e.dept_id },
        NULL
      ) IGNORE NULLS
    ) OVER (
      PARTITION BY e.ticket_id ORDER BY e.event_at, e.place, e.event_id
      ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS next_handover
  FROM event AS e
  INNER JOIN life AS l ON e.ticket_id = l.ticket_id AND e.event_at < l.ends_at
  WINDOW in_order AS (PARTITION BY e.ticket_id ORDER BY e.event_at, e.place, e.event_id)
),

handed AS (
  SELECT
    ticket_id,
    arg_min({ 'id': if(event_type = 'transfer_received', NULL, dept_id) }, n) AS first_handover
  FROM told
  WHERE is_handover
  GROUP BY ticket_id
),

first_holder AS (
  SELECT
    l.*,
    CASE
      WHEN h.ticket_id IS NULL THEN { 'id': l.own_department_id, 'person': l.handler_id }
      WHEN f.dept_id IS NOT NULL THEN { 'id': f.dept_id, 'person': f.staff_id }
      WHEN r.dept_id IS NOT NULL THEN { 'id': r.dept_id, 'person': r.staff_id }
      WHEN h.first_handover.id IS NOT NULL THEN { 'id': h.first_handover.id, 'person': NULL }
      ELSE { 'id': l.own_department_id, 'person': l.handler_id }
    END AS holder
  FROM life AS l
  INNER JOIN fact.ticket AS t ON l.ticket_id = t.ticket_id
  LEFT JOIN handed AS h ON l.ticket_id = h.ticket_id
  LEFT JOIN known.staff AS f ON t.first_responder_id = f.staff_id
  LEFT JOIN known.staff AS r ON t.registrar_id = r.staff_id
),

passed AS (
  SELECT
    t.ticket_id,
    t.n,
    t.happened_at,
    t.event_id,
    t.event_type,
    t.is_evidence,
    t.is_act,
    t.actor_id,
    t.own_department_id,
    t.handler_id,
    coalesce(t.dept_id, p.dept_id) AS acting_department_id,
    CASE
      WHEN t.named_receiver_id IS NOT NULL OR t.event_type != 'assigned' THEN t.named_receiver_id
      WHEN t.next_handover IS NULL THEN t.own_department_id
      WHEN t.next_handover.event_type = 'transferred' THEN t.next_handover.dept_id
    END AS receiver_id
  FROM told AS t
  LEFT JOIN known.staff AS p ON t.actor_id = p.staff_id
),

step AS (
  SELECT
    ticket_id,
    0 AS n,
    begins_at AS happened_at,
    NULL AS event_id,
    'received' AS event_type,
    FALSE AS is_evidence,
    FALSE AS is_act,
    NULL AS acting_department_id,
    holder.id AS receiver_id,
    if(holder.id IS NULL, NULL, holder.person) AS named_id
  FROM first_holder
  UNION ALL
  SELECT
    ticket_id,
    n,
    happened_at,
    event_id,
    event_type,
    is_evidence,
    is_act,
    acting_department_id,
    receiver_id,
    CASE
      WHEN is_act THEN actor_id
      WHEN event_type = 'transfer_received' AND acting_department_id = receiver_id
        THEN coalesce(actor_id, if(receiver_id = own_department_id, handler_id, NULL))
      WHEN receiver_id = own_department_id THEN handler_id
    END AS named_id
  FROM passed
),

held AS (
  SELECT
    *,
    last_value(receiver_id IGNORE NULLS) OVER so_far AS department_id,
    count(receiver_id) OVER so_far AS hand,
    coalesce(max(n) FILTER (event_type IN ('resumed', 'reopened')) OVER so_far, 0) AS resumed_n,
    max(n) FILTER (event_type = 'suspended') OVER so_far AS suspended_n,
    max(n) FILTER (is_evidence) OVER so_far AS evidence_n
  FROM step
  WINDOW so_far AS (PARTITION BY ticket_id ORDER BY n)
),

in_hand AS (
  SELECT
    ticket_id,
    n,
    happened_at,
    event_id,
    department_id,
    last_value(
      if(NOT is_act OR acting_department_id = department_id, named_id, NULL) IGNORE NULLS
    ) OVER (PARTITION BY ticket_id, hand ORDER BY n) AS staff_id,
    if(coalesce(suspended_n > resumed_n AND evidence_n > resumed_n, FALSE), 'paused', 'running')
      AS state
  FROM held
),

compared AS (
  SELECT
    *,
    lag(department_id) OVER in_order AS last_department_id,
    lag(staff_id) OVER in_order AS last_staff_id,
    lag(state) OVER in_order AS last_state
  FROM in_hand
  WINDOW in_order AS (PARTITION BY ticket_id ORDER BY n)
),

-- Whatever changes the holder or the state; of one instant the last word counts, if it changes what was
-- before that instant.
changed AS (
  SELECT
    * EXCLUDE (last_department_id, last_staff_id, last_state),
    lead(n) OVER of_instant IS NULL AS is_last_word,
    first_value(n) OVER of_instant = 0 AS is_beginning,
    first_value(last_department_id) OVER of_instant AS last_department_id,
    first_value(last_staff_id) OVER of_instant AS last_staff_id,
    first_value(last_state) OVER of_instant AS last_state
  FROM compared
  WHERE
    n = 0
    OR department_id IS DISTINCT FROM last_department_id
    OR staff_id IS DISTINCT FROM last_staff_id
    OR state IS DISTINCT FROM last_state
  WINDOW of_instant AS (PARTITION BY ticket_id, happened_at ORDER BY n)
),

begun AS (
  SELECT *
  FROM changed
  WHERE
    is_last_word
    AND (
      is_beginning
      OR department_id IS DISTINCT FROM last_department_id
      OR staff_id IS DISTINCT FROM last_staff_id
      OR state IS DISTINCT FROM last_state
    )
)

SELECT
  b.ticket_id,
  row_number() OVER in_order AS holding_no,
  b.department_id,
  b.staff_id,
  b.happened_at AS from_at,
  coalesce(lead(b.happened_at) OVER in_order, l.ends_at) AS until_at,
  b.state,
  b.event_id
FROM begun AS b
INNER JOIN life AS l ON b.ticket_id = l.ticket_id
WINDOW in_order AS (PARTITION BY b.ticket_id ORDER BY b.n)
