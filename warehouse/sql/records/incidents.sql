-- Question: what is known of each major or sudden event when it is judged?
-- Grain:    one event.
-- Inputs:   known.incidents, known.tickets, known.emergency_plans.
SELECT
  i.*,
  i.incident_id AS record_id,
  t.dept_id AS record_department_id,
  t.handler_id AS record_staff_id,
  t.customer_id AS record_customer_id,
  coalesce(i.started_at, t.received_at, i.reported_at, i.responded_at) AS record_at,
  t.closed_at AS record_settled_at,
  t.ticket_type AS "tickets.ticket_type",
  t.category AS "tickets.category",
  t.received_at AS "tickets.received_at",
  t.urgent AS "tickets.urgent",
  t.mass_impact AS "tickets.mass_impact",
  t.visibility AS "tickets.visibility",
  e.approved_on AS "emergency_plans.approved_on",
  i.plan_id IS NOT NULL AND coalesce(e.approved_on <= cast(i.started_at AS DATE), FALSE)
    AS "incidents.is_under_approved_plan"
FROM known.incidents AS i
LEFT JOIN known.tickets AS t ON i.ticket_id = t.ticket_id
LEFT JOIN known.emergency_plans AS e ON i.plan_id = e.plan_id
