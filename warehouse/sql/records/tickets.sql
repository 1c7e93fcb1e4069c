-- Question: what is known of each ticket when it is judged, from the ticket itself?
-- Grain:    one ticket.
-- Inputs:   known.tickets, known.departments, rulebook.routing, fact.setting.
-- A ticket without a handling department goes to the one department its category is routed to.
-- Cancelled and duplicate tickets are not judged. This becomes fact.ticket, which the statements under
-- tickets/ read; what they find, and the events of a ticket, are added where clauses ask for it.
WITH routed AS (
  SELECT r.category, min(d.dept_id) AS dept_id
  FROM rulebook.routing AS r
  INNER JOIN known.departments AS d ON r.role = d.role
  GROUP BY r.category
  HAVING count(*) = 1
)

SELECT
  t.*,
  coalesce(t.dept_id, routed.dept_id) AS record_department_id,
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
  t.official_due_at < coalesce(t.closed_at, setting.as_of) AS "tickets.is_past_official_due",
  t.parent_ticket_id IS NOT NULL AS "tickets.is_repeat",
  coalesce(t.channel = 'own_discovery', FALSE) AS "tickets.is_own_discovery",
  t.mass_impact OR t.visibility IN ('government', 'media') AS "tickets.has_grave_effect",
  t.customer_name IS NOT NULL OR coalesce(t.anonymous, FALSE) AS "tickets.has_complainant",
  t.ticket_type = 'leak_report' OR coalesce(t.repair_kind IN ('pipe_burst', 'leak_drip'), FALSE)
    AS "tickets.is_leak",
  coalesce(t.in_scope, TRUE) AS "tickets.is_own_or_unclear_scope",
  t.urgent OR t.mass_impact AS "tickets.is_urgent_or_mass",
  coalesce(t.mass_impact, FALSE)
  OR coalesce(t.official_due_at < coalesce(t.closed_at, setting.as_of), FALSE)
    AS "tickets.is_mass_or_overdue",
  coalesce(t.complexity, 'normal') AS "tickets.case_class",
  t.satisfaction <= 2 AS "tickets.is_dissatisfied",
  cast(date_trunc('month', cast(t.closed_at AS DATE)) + INTERVAL 1 MONTH AS TIMESTAMPTZ)
    AS "tickets.closing_month_over_at"
FROM known.tickets AS t
CROSS JOIN fact.setting AS setting
LEFT JOIN routed ON t.category = routed.category
