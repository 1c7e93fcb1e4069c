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
-- The person is who received, accepted or confirmed the ticket in the department that holds it; in the
-- department that handles it the ticket's handler; before any handover who was contacted or registered it.
-- A ticket is paused from when its suspension is both made and approved (or made on a document with a number)
-- until it is resumed or reopened; a suspension without evidence pauses nothing.
-- Of events of one instant, those that let time run and show the later step count last.
WITH life AS (
  SELECT
    t.ticket_id,
    t.received_at AS begins_at,
    greatest(coalesce(t.closed_at, s.as_of), t.received_at) AS ends_at,
    t.record_department_id AS own_department_id,
    t.handler_id,
    f.dept_id AS responder_department_id,
    t.first_responder_id,
    r.dept_id AS registrar_department_id,
    t.registrar_id
  FROM fact.ticket AS t
  CROSS JOIN fact.setting AS s
  LEFT JOIN known.staff AS f ON t.first_responder_id = f.staff_id
  LEFT JOIN known.staff AS r ON t.registrar_id = r.staff_id
),

event AS (
  SELECT
    l.*,
    e.event_id,
    e.event_type,
    e.event_at,
    e.ref_no,
    e.actor_id,
    e.dept_id AS acting_department_id,
    coalesce(e.dept_id, p.dept_id) AS actor_department_id,
    e.event_type IN ('assigned', 'transferred', 'transfer_received')
    OR (e.event_type = 'form_sent' AND e.to_dept_id IS NOT NULL) AS is_handover,
    CASE
      WHEN e.event_type IN ('assigned', 'transferred', 'form_sent') THEN e.to_dept_id
      WHEN e.event_type = 'transfer_received' THEN coalesce(e.to_dept_id, e.dept_id)
    END AS receiver_id,
    row_number() OVER (
      PARTITION BY e.ticket_id
      ORDER BY e.event_at, list_position(
        [
          'suspension_approved', 'suspended', 'resumed', 'reopened', 'form_sent', 'assigned',
          'transferred', 'transfer_received', 'receipt_confirmed', 'accepted'
        ],
        e.event_type
      ), e.event_id
    ) AS n
  FROM known.ticket_events AS e
  INNER JOIN life AS l ON e.ticket_id = l.ticket_id AND e.event_at < l.ends_at
  LEFT JOIN known.staff AS p ON e.actor_id = p.staff_id
  WHERE
    e.event_type IN (
      'suspension_approved', 'suspended', 'resumed', 'reopened', 'form_sent', 'assigned',
      'transferred', 'transfer_received', 'receipt_confirmed', 'accepted'
    )
),

-- The next handover that says more than that the ticket was assigned.
foreseen AS (
  SELECT
    *,
    first_value(
      if(
        is_handover AND NOT (event_type = 'assigned' AND receiver_id IS NULL),
        { 'event_type': event_type, 'by_department_id': acting_department_id },
        NULL
      ) IGNORE NULLS
    ) OVER (
      PARTITION BY ticket_id ORDER BY n ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ) AS next_handover
  FROM event
),

passed AS (
  SELECT
    * EXCLUDE (receiver_id),
    CASE
      WHEN receiver_id IS NOT NULL OR event_type != 'assigned' THEN receiver_id
      WHEN next_handover IS NULL THEN own_department_id
      WHEN next_handover.event_type = 'transferred' THEN next_handover.by_department_id
    END AS receiver_id
  FROM foreseen
),

handed AS (
  SELECT
    ticket_id,
    arg_min({ 'id': if(event_type = 'transfer_received', NULL, acting_department_id) }, n)
      AS first_handover
  FROM passed
  WHERE is_handover
  GROUP BY ticket_id
),

first_holder AS (
  SELECT
    l.*,
    CASE
      WHEN h.ticket_id IS NULL THEN 'own'
      WHEN l.responder_department_id IS NOT NULL THEN 'responder'
      WHEN l.registrar_department_id IS NOT NULL THEN 'registrar'
      WHEN h.first_handover.id IS NOT NULL THEN 'acting'
      ELSE 'own'
    END AS source,
    h.first_handover.id AS acting_department_id
  FROM life AS l
  LEFT JOIN handed AS h ON l.ticket_id = h.ticket_id
),

step AS (
  SELECT
    ticket_id,
    begins_at,
    ends_at,
    0 AS n,
    begins_at AS happened_at,
    cast(NULL AS VARCHAR) AS event_id,
    'received' AS event_type,
    FALSE AS is_evidence,
    CASE source
      WHEN 'responder' THEN responder_department_id
      WHEN 'registrar' THEN registrar_department_id
      WHEN 'acting' THEN acting_department_id
      ELSE own_department_id
    END AS receiver_id,
    CASE source
      WHEN 'responder' THEN first_responder_id
      WHEN 'registrar' THEN registrar_id
      WHEN 'own' THEN if(own_department_id IS NULL, NULL, handler_id)
    END AS named_id,
    FALSE AS is_act,
    cast(NULL AS VARCHAR) AS actor_department_id
  FROM first_holder
  UNION ALL
  SELECT
    ticket_id,
    begins_at,
    ends_at,
    n,
    greatest(event_at, begins_at) AS happened_at,
    event_id,
    event_type,
    event_type = 'suspension_approved' OR (event_type = 'suspended' AND ref_no IS NOT NULL)
      AS is_evidence,
    receiver_id,
    CASE
      WHEN event_type IN ('accepted', 'receipt_confirmed') THEN actor_id
      WHEN event_type = 'transfer_received' AND actor_department_id = receiver_id
        THEN coalesce(actor_id, if(receiver_id = own_department_id, handler_id, NULL))
      WHEN receiver_id = own_department_id THEN handler_id
    END AS named_id,
    event_type IN ('accepted', 'receipt_confirmed') AS is_act,
    actor_department_id
  FROM passed
),

held AS (
  SELECT
    *,
    last_value(receiver_id IGNORE NULLS) OVER so_far AS department_id,
    coalesce(max(n) FILTER (event_type IN ('resumed', 'reopened')) OVER so_far, 0) AS resumed_n,
    max(n) FILTER (event_type = 'suspended') OVER so_far AS suspended_n,
    max(n) FILTER (is_evidence) OVER so_far AS evidence_n
  FROM step
  WINDOW so_far AS (PARTITION BY ticket_id ORDER BY n)
),

in_hand AS (
  SELECT
    *,
    if(coalesce(suspended_n > resumed_n AND evidence_n > resumed_n, FALSE), 'paused', 'running')
      AS state,
    if(
      coalesce(department_id, '')
      != coalesce(lag(department_id) OVER (PARTITION BY ticket_id ORDER BY n), ''),
      1,
      0
    ) AS is_new_hand
  FROM held
),

by_hand AS (
  SELECT
    *,
    sum(is_new_hand) OVER (PARTITION BY ticket_id ORDER BY n) AS hand
  FROM in_hand
),

named AS (
  SELECT
    ticket_id,
    n,
    happened_at,
    ends_at,
    event_id,
    {
      'department_id': department_id,
      'staff_id':
      last_value(
        if(NOT is_act OR actor_department_id = department_id, named_id, NULL) IGNORE NULLS
      ) OVER (PARTITION BY ticket_id, hand ORDER BY n),
      'state': state
    } AS held_by
  FROM by_hand
),

-- Whatever changes the holder or the state; of one instant the last word counts.
changed AS (
  SELECT *
  FROM named
  QUALIFY n = 0 OR held_by IS DISTINCT FROM lag(held_by) OVER (PARTITION BY ticket_id ORDER BY n)
),

settled AS (
  SELECT *
  FROM changed
  QUALIFY row_number() OVER (PARTITION BY ticket_id, happened_at ORDER BY n DESC) = 1
),

begun AS (
  SELECT *
  FROM settled
  QUALIFY
    row_number() OVER (PARTITION BY ticket_id ORDER BY n) = 1
    OR held_by IS DISTINCT FROM lag(held_by) OVER (PARTITION BY ticket_id ORDER BY n)
)

SELECT
  ticket_id,
  row_number() OVER (PARTITION BY ticket_id ORDER BY n) AS holding_no,
  held_by.department_id AS department_id,
  held_by.staff_id AS staff_id,
  happened_at AS from_at,
  lead(happened_at, 1, ends_at) OVER (PARTITION BY ticket_id ORDER BY n) AS until_at,
  held_by.state AS state,
  event_id
FROM begun
