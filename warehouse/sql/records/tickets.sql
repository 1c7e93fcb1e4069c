-- Question: what is known of each ticket when it is judged?
-- Grain:    one ticket.
-- Inputs:   known.tickets, known.ticket_events, known.field_faults, known.callbacks, known.hotline_calls,
--           known.visits, known.sanctions, known.service_recoveries, known.archives, known.room_temperatures,
--           known.water_quality_samples, known.incidents, known.departments, known.staff, rulebook.routing,
--           known.charges, rulebook.calendar_day, fact.setting.
-- A ticket without a handling department goes to the one department its category is routed to.
-- Cancelled and duplicate tickets are not judged. The events of a ticket are added beside this view.
-- Whatever there may be several of for a ticket is brought to one row of it before it is joined.
WITH routed AS (
  SELECT r.category, min(d.dept_id) AS dept_id
  FROM rulebook.routing AS r
  INNER JOIN known.departments AS d ON r.role = d.role
  GROUP BY r.category
  HAVING count(*) = 1
),

owned AS (
  SELECT t.*, coalesce(t.dept_id, routed.dept_id) AS record_department_id
  FROM known.tickets AS t
  LEFT JOIN routed ON t.category = routed.category
),

numbered AS (
  SELECT ticket_no
  FROM known.tickets
  WHERE ticket_no IS NOT NULL
  GROUP BY ticket_no
  HAVING count(*) = 1
),

passed_on AS (
  SELECT
    ticket_id,
    count(*) FILTER (event_type = 'transferred') AS n_transferred,
    count(*) FILTER (event_type = 'referred') AS n_referred
  FROM known.ticket_events
  WHERE event_type IN ('transferred', 'referred') AND event_at IS NOT NULL
  GROUP BY ticket_id
),

recapped AS (
  SELECT DISTINCT ticket_id
  FROM known.ticket_events
  WHERE event_type = 'recapped' AND event_at IS NOT NULL
),

complained_of AS (
  SELECT DISTINCT parent_ticket_id
  FROM known.tickets
  WHERE
    parent_ticket_id != ticket_id
    AND ticket_type IN ('complaint', 'criticism', 'misconduct_report')
    AND status IS DISTINCT FROM 'cancelled'
    AND status IS DISTINCT FROM 'duplicate'
),

-- When a later ticket first took the same matter up again.
followed_up AS (
  SELECT parent_ticket_id, min(received_at) AS received_at
  FROM known.tickets
  WHERE
    parent_ticket_id != ticket_id
    AND status IS DISTINCT FROM 'cancelled'
    AND status IS DISTINCT FROM 'duplicate'
  GROUP BY parent_ticket_id
),

-- A transfer whose receiver nobody recorded may have gone to the dispatch centre.
to_dispatch AS (
  SELECT e.ticket_id, min(e.event_at) AS event_at
  FROM known.ticket_events AS e
  LEFT JOIN known.departments AS d ON e.to_dept_id = d.dept_id
  WHERE e.event_type = 'transferred' AND (e.to_dept_id IS NULL OR d.role = 'dispatch')
  GROUP BY e.ticket_id
),

struck AS (
  SELECT DISTINCT ticket_id
  FROM known.incidents
  WHERE ticket_id IS NOT NULL
),

-- How a ticket was passed on, by whom, and whether to the line officer.
handed AS (
  SELECT
    e.ticket_id,
    arg_min(e.channel, e.event_at) FILTER (e.event_type = 'transferred') AS channel,
    bool_or(d.role = 'line_officer') AS is_to_line_officer,
    CASE
      WHEN bool_or(e.dept_id = o.record_department_id) FILTER (e.event_type = 'transferred') THEN TRUE
      WHEN
        count(*) FILTER (e.event_type = 'transferred')
        = count(e.dept_id) FILTER (e.event_type = 'transferred') THEN FALSE
    END AS is_by_handler
  FROM known.ticket_events AS e
  INNER JOIN owned AS o ON e.ticket_id = o.ticket_id
  LEFT JOIN known.departments AS d
    ON
      d.dept_id
      = CASE e.event_type
        WHEN 'transferred' THEN e.to_dept_id
        WHEN 'transfer_received' THEN coalesce(e.to_dept_id, e.dept_id)
      END
  WHERE
    e.event_type IN ('transferred', 'transfer_received')
    AND e.event_at IS NOT NULL
  GROUP BY e.ticket_id
),

-- Whether a later ticket on the same matter came from above or from outside.
repeated AS (
  SELECT
    parent_ticket_id AS ticket_id,
    bool_or(
      origin_level IN ('level2_network', 'head_office', 'heating_office')
      OR channel IN ('superior', 'head_office', 'mayor_hotline', 'media')
    ) AS is_higher
  FROM known.tickets
  WHERE parent_ticket_id IS NOT NULL
  GROUP BY parent_ticket_id
),

verified AS (
  SELECT
    ticket_id,
    bool_or(verified) FILTER (ledger_id = 'L15') AS is_attitude,
    bool_or(verified) FILTER (ledger_id = 'L17') AS is_mishandling
  FROM known.sanctions
  WHERE ticket_id IS NOT NULL
  GROUP BY ticket_id
),

found AS (
  SELECT ticket_id, min(found_at) AS found_at
  FROM known.field_faults
  WHERE ticket_id IS NOT NULL
  GROUP BY ticket_id
),

called_back AS (
  SELECT
    ticket_id,
    min(done_at) AS done_at,
    max(done_at) AS last_done_at,
    min(satisfaction) AS satisfaction,
    min(filed_at) AS filed_at
  FROM known.callbacks
  WHERE ticket_id IS NOT NULL
  GROUP BY ticket_id
),

called AS (
  SELECT
    ticket_id,
    bool_or(recap_done) AS recap_done,
    bool_or(identity_stated) AS identity_stated
  FROM known.hotline_calls
  WHERE ticket_id IS NOT NULL
  GROUP BY ticket_id
),

visited AS (
  SELECT
    ticket_id,
    bool_or(consent_signed) AS consent_signed,
    min(agreement_no) AS agreement_no
  FROM known.visits
  WHERE ticket_id IS NOT NULL
  GROUP BY ticket_id
),

recovered AS (
  SELECT ticket_id, min(ordered_at) AS ordered_at
  FROM known.service_recoveries
  WHERE ticket_id IS NOT NULL
  GROUP BY ticket_id
),

-- A ticket and its feedback form may be filed under the number of the ticket.
archived AS (
  SELECT coalesce(ticket_id, object_id) AS ticket_id, archived_at, complete, keeper
  FROM known.archives
  WHERE object_type IN ('ticket', 'feedback_form') AND coalesce(ticket_id, object_id) IS NOT NULL
  QUALIFY row_number() OVER (
    PARTITION BY coalesce(ticket_id, object_id) ORDER BY archived_at NULLS LAST, archive_id
  ) = 1
),

measured AS (
  SELECT ticket_id, min(measured_at) AS measured_at
  FROM known.room_temperatures
  WHERE ticket_id IS NOT NULL
  GROUP BY ticket_id
),

-- The department all replies came from; a reply whose department is unknown leaves it open.
answered_by AS (
  SELECT
    e.ticket_id,
    CASE
      WHEN count(d.role) < count(*) THEN NULL
      WHEN count(DISTINCT d.role) = 1 THEN min(d.role)
      ELSE 'several'
    END AS role
  FROM known.ticket_events AS e
  LEFT JOIN known.staff AS p ON e.actor_id = p.staff_id
  LEFT JOIN known.departments AS d ON coalesce(e.dept_id, p.dept_id) = d.dept_id
  WHERE e.event_type = 'replied' AND e.event_at IS NOT NULL
  GROUP BY e.ticket_id
),

replied AS (
  SELECT DISTINCT ticket_id
  FROM known.ticket_events
  WHERE event_type = 'replied' AND event_at IS NOT NULL
),

-- How the customer found the handling at the last callback before the case was closed.
asked_while_open AS (
  SELECT c.ticket_id, max_by(c.satisfaction, c.done_at) AS satisfaction
  FROM known.callbacks AS c
  INNER JOIN known.tickets AS t ON c.ticket_id = t.ticket_id
  WHERE
    c.satisfaction IS NOT NULL
    AND c.done_at IS NOT NULL
    AND (t.closed_at IS NULL OR c.done_at < t.closed_at)
  GROUP BY c.ticket_id
),

charged AS (
  SELECT ticket_id, bool_and(coalesce(told_before, FALSE)) AS is_announced
  FROM known.charges
  WHERE ticket_id IS NOT NULL
  GROUP BY ticket_id
),

-- A case is due when its month is over, or later where the transferring body allows it.
month_due AS (
  SELECT
    t.ticket_id,
    cast(date_trunc('month', cast(t.received_at AS DATE)) + INTERVAL 1 MONTH AS TIMESTAMPTZ)
      AS month_over_at,
    greatest(
      cast(date_trunc('month', cast(t.received_at AS DATE)) + INTERVAL 1 MONTH AS TIMESTAMPTZ)
      - to_microseconds(1),
      t.official_due_at
    ) AS due_at
  FROM known.tickets AS t
),

sampled AS (
  SELECT ticket_id, min(sampled_at) AS sampled_at
  FROM known.water_quality_samples
  WHERE ticket_id IS NOT NULL
  GROUP BY ticket_id
)

SELECT
  t.*,
  t.ticket_id AS record_id,
  t.handler_id AS record_staff_id,
  t.customer_id AS record_customer_id,
  t.received_at AS record_at,
  t.closed_at AS record_settled_at,
  t.excuse_code AS record_excuse,
  t.excuse_evidence AS record_excuse_evidence,
  CASE WHEN t.status IN ('cancelled', 'duplicate') THEN t.status END AS record_exempt,
  -- A problem the company finds itself is noticed when it occurs, any other when it is reported.
  CASE
    WHEN t.channel = 'own_discovery' THEN coalesce(t.occurred_at, t.received_at)
    ELSE t.received_at
  END AS "tickets.noticed_at",
  CASE
    WHEN NOT day.is_working_day THEN TRUE
    ELSE
      cast(cast(t.received_at AS TIMESTAMP) AS TIME) < day.office_open
      OR cast(cast(t.received_at AS TIMESTAMP) AS TIME) > day.office_close
  END AS "tickets.is_after_hours",
  t.official_due_at < coalesce(t.closed_at, setting.as_of) AS "tickets.is_past_official_due",
  t.parent_ticket_id IS NOT NULL AS "tickets.is_repeat",
  coalesce(t.channel = 'own_discovery', FALSE) AS "tickets.is_own_discovery",
  complained_of.parent_ticket_id IS NOT NULL AS "tickets.is_followed_by_complaint",
  recapped.ticket_id IS NOT NULL OR coalesce(called.recap_done, FALSE) AS "tickets.is_recapped",
  t.mass_impact OR t.visibility IN ('government', 'media') AS "tickets.has_grave_effect",
  numbered.ticket_no IS NOT NULL AS "tickets.is_number_unique",
  t.customer_name IS NOT NULL OR coalesce(t.anonymous, FALSE) AS "tickets.has_complainant",
  answered_by.role AS "tickets.replied_by_role",
  first_responder.dept_id = t.record_department_id AS "tickets.is_first_responder_section",
  t.repair_kind IS NULL AND measured.ticket_id IS NOT NULL AS "tickets.is_measuring_only",
  CASE coalesce(passed_on.n_transferred, 0) WHEN 0 THEN 'none' WHEN 1 THEN 'one' ELSE 'several' END
    AS "tickets.transfers",
  CASE coalesce(passed_on.n_referred, 0) WHEN 0 THEN 'none' WHEN 1 THEN 'one' ELSE 'several' END
    AS "tickets.referrals",
  t.ticket_type = 'leak_report' OR coalesce(t.repair_kind IN ('pipe_burst', 'leak_drip'), FALSE)
    AS "tickets.is_leak",
  coalesce(t.in_scope, TRUE) AS "tickets.is_own_or_unclear_scope",
  CASE
    WHEN t.closed_at IS NOT NULL THEN replied.ticket_id IS NOT NULL
    WHEN month_due.month_over_at <= setting.as_of THEN FALSE
  END AS "tickets.is_settled_and_replied",
  CASE
    WHEN t.closed_at IS NOT NULL THEN t.closed_at <= month_due.due_at
    WHEN month_due.due_at < setting.as_of THEN FALSE
  END AS "tickets.is_closed_when_due",
  CASE
    WHEN t.closed_at < month_due.month_over_at THEN FALSE
    WHEN month_due.month_over_at <= setting.as_of THEN TRUE
  END AS "tickets.is_open_at_month_end",
  coalesce(asked_while_open.satisfaction, if(t.closed_at IS NULL, t.satisfaction, NULL)) >= 4
    AS "tickets.is_satisfied_while_open",
  coalesce(charged.is_announced, TRUE) AS "tickets.is_paid_work_announced",
  t.urgent OR t.mass_impact AS "tickets.is_urgent_or_mass",
  coalesce(t.mass_impact, FALSE)
  OR coalesce(t.official_due_at < coalesce(t.closed_at, setting.as_of), FALSE)
    AS "tickets.is_mass_or_overdue",
  coalesce(t.complexity, 'normal') AS "tickets.case_class",
  responder_department.role AS "tickets.first_responder_role",
  t.ticket_type = 'supervised_case'
  OR coalesce(handed.is_to_line_officer, FALSE)
  OR coalesce(responder_department.role = 'line_officer', FALSE)
  OR coalesce(department.role = 'line_officer', FALSE) AS "tickets.is_with_line_officer",
  handed.channel AS "tickets.transfer_channel",
  if(coalesce(passed_on.n_transferred, 0) = 0, FALSE, handed.is_by_handler)
    AS "tickets.is_passed_on_by_handler",
  least(t.satisfaction, called_back.satisfaction) <= 2
  OR coalesce(t.visibility IN ('government', 'media'), FALSE)
  OR coalesce(repeated.is_higher, FALSE) AS "tickets.is_customer_aggrieved",
  verified.is_attitude AS "tickets.is_attitude_verified",
  verified.is_mishandling AS "tickets.is_mishandling_verified",
  t.record_department_id = former.parent_id AS "tickets.is_at_office_above",
  t.handler_id = department.head_id AS "tickets.is_head_handling",
  called_back.last_done_at AS "tickets.last_called_back_at",
  t.satisfaction <= 2 AS "tickets.is_dissatisfied",
  followed_up.received_at AS "tickets.followed_up_at",
  cast(date_trunc('month', cast(t.closed_at AS DATE)) + INTERVAL 1 MONTH AS TIMESTAMPTZ)
    AS "tickets.closing_month_over_at",
  if(responder_department.role = 'dispatch', t.received_at, to_dispatch.event_at)
    AS "tickets.reached_dispatch_at",
  if(archived.archived_at IS NULL, FALSE, archived.complete) AS "tickets.is_filed_complete",
  CASE
    WHEN struck.ticket_id IS NOT NULL THEN 'event'
    WHEN t.ticket_type NOT IN ('complaint', 'criticism', 'suggestion', 'misconduct_report') THEN NULL
    WHEN t.mass_impact OR t.escalation_level > 0 THEN 'major'
    ELSE 'daily'
  END AS "tickets.leader_matter",
  CASE
    WHEN handler.post IS NULL THEN NULL
    WHEN coalesce(handler_department.role, '') != 'service_hall' THEN 'other'
    WHEN handler.post LIKE '%副主任%' THEN 'deputy'
    WHEN handler.post LIKE '%主任%' THEN 'director'
    ELSE 'other'
  END AS "tickets.hall_handler",
  "tickets.leader_matter" || '_' || "tickets.hall_handler" AS "tickets.hall_handling",
  called_back.done_at AS "callbacks.done_at",
  called_back.filed_at AS "callbacks.filed_at",
  found.found_at AS "field_faults.found_at",
  called.recap_done AS "hotline_calls.recap_done",
  called.identity_stated AS "hotline_calls.identity_stated",
  visited.consent_signed AS "visits.consent_signed",
  visited.agreement_no AS "visits.agreement_no",
  recovered.ordered_at AS "service_recoveries.ordered_at",
  archived.archived_at AS "archives.archived_at",
  archived.complete AS "archives.complete",
  archived.keeper AS "archives.keeper",
  measured.measured_at AS "room_temperatures.measured_at",
  sampled.sampled_at AS "water_quality_samples.sampled_at",
  department.role AS "departments.role",
  handler.post AS "staff.post"
FROM owned AS t
CROSS JOIN fact.setting AS setting
LEFT JOIN rulebook.calendar_day AS day ON cast(t.received_at AS DATE) = day.day
LEFT JOIN known.departments AS department ON t.record_department_id = department.dept_id
LEFT JOIN known.staff AS handler ON t.handler_id = handler.staff_id
LEFT JOIN known.departments AS handler_department ON handler.dept_id = handler_department.dept_id
LEFT JOIN known.staff AS first_responder ON t.first_responder_id = first_responder.staff_id
LEFT JOIN known.departments AS responder_department
  ON first_responder.dept_id = responder_department.dept_id
LEFT JOIN to_dispatch ON t.ticket_id = to_dispatch.ticket_id
LEFT JOIN owned AS earlier ON t.parent_ticket_id = earlier.ticket_id
LEFT JOIN known.departments AS former ON earlier.record_department_id = former.dept_id
LEFT JOIN handed ON t.ticket_id = handed.ticket_id
LEFT JOIN repeated ON t.ticket_id = repeated.ticket_id
LEFT JOIN verified ON t.ticket_id = verified.ticket_id
LEFT JOIN struck ON t.ticket_id = struck.ticket_id
LEFT JOIN numbered ON t.ticket_no = numbered.ticket_no
LEFT JOIN passed_on ON t.ticket_id = passed_on.ticket_id
LEFT JOIN recapped ON t.ticket_id = recapped.ticket_id
LEFT JOIN complained_of ON t.ticket_id = complained_of.parent_ticket_id
LEFT JOIN found ON t.ticket_id = found.ticket_id
LEFT JOIN called_back ON t.ticket_id = called_back.ticket_id
LEFT JOIN followed_up ON t.ticket_id = followed_up.parent_ticket_id
LEFT JOIN called ON t.ticket_id = called.ticket_id
LEFT JOIN visited ON t.ticket_id = visited.ticket_id
LEFT JOIN recovered ON t.ticket_id = recovered.ticket_id
LEFT JOIN archived ON t.ticket_id = archived.ticket_id
LEFT JOIN measured ON t.ticket_id = measured.ticket_id
LEFT JOIN sampled ON t.ticket_id = sampled.ticket_id
LEFT JOIN replied ON t.ticket_id = replied.ticket_id
LEFT JOIN answered_by ON t.ticket_id = answered_by.ticket_id
LEFT JOIN asked_while_open ON t.ticket_id = asked_while_open.ticket_id
LEFT JOIN charged ON t.ticket_id = charged.ticket_id
LEFT JOIN month_due ON t.ticket_id = month_due.ticket_id
