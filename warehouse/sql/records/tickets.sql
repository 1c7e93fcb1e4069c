-- Question: what is known of each ticket when it is judged?
-- Grain:    one ticket.
-- Inputs:   known.tickets, known.ticket_events, known.field_faults, known.callbacks, known.hotline_calls,
--           known.visits, known.service_recoveries, known.archives, known.room_temperatures,
--           known.water_quality_samples, known.departments, known.staff, rulebook.routing,
--           rulebook.calendar_day, fact.setting.
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
  numbered.ticket_no IS NOT NULL AS "tickets.is_number_unique",
  first_responder.dept_id = t.record_department_id AS "tickets.is_first_responder_section",
  t.repair_kind IS NULL AND measured.ticket_id IS NOT NULL AS "tickets.is_measuring_only",
  CASE coalesce(passed_on.n_transferred, 0) WHEN 0 THEN 'none' WHEN 1 THEN 'one' ELSE 'several' END
    AS "tickets.transfers",
  CASE coalesce(passed_on.n_referred, 0) WHEN 0 THEN 'none' WHEN 1 THEN 'one' ELSE 'several' END
    AS "tickets.referrals",
  called_back.last_done_at AS "tickets.last_called_back_at",
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
LEFT JOIN known.staff AS first_responder ON t.first_responder_id = first_responder.staff_id
LEFT JOIN numbered ON t.ticket_no = numbered.ticket_no
LEFT JOIN passed_on ON t.ticket_id = passed_on.ticket_id
LEFT JOIN found ON t.ticket_id = found.ticket_id
LEFT JOIN called_back ON t.ticket_id = called_back.ticket_id
LEFT JOIN called ON t.ticket_id = called.ticket_id
LEFT JOIN visited ON t.ticket_id = visited.ticket_id
LEFT JOIN recovered ON t.ticket_id = recovered.ticket_id
LEFT JOIN archived ON t.ticket_id = archived.ticket_id
LEFT JOIN measured ON t.ticket_id = measured.ticket_id
LEFT JOIN sampled ON t.ticket_id = sampled.ticket_id
