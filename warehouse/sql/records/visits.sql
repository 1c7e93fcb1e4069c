-- Question: what is known of each service visit when it is judged?
-- Grain:    one visit.
-- Inputs:   known.visits, known.tickets, known.staff, known.customers, known.archives.
-- A visit begins when it is due or, where that is earlier, on arrival.
WITH filed AS (
  SELECT DISTINCT coalesce(ticket_id, object_id) AS ticket_id
  FROM known.archives
  WHERE object_type IN ('ticket', 'feedback_form') AND archived_at IS NOT NULL
)

SELECT
  v.*,
  v.visit_id AS record_id,
  coalesce(t.dept_id, s.dept_id) AS record_department_id,
  t.handler_id AS record_staff_id,
  t.customer_id AS record_customer_id,
  coalesce(
    least(v.appointment_at, v.arrived_at), v.left_at, v.called_ahead_at, t.received_at
  ) AS record_at,
  coalesce(v.left_at, v.arrived_at) AS record_settled_at,
  v.damage_cny > 0 AS "visits.has_damage",
  NOT coalesce(v.customer_absent, FALSE) AS "visits.is_customer_met",
  v.damage_paid_cny >= v.damage_cny AS "visits.is_damage_paid",
  coalesce(t.ticket_type = 'leak_report', FALSE) AS "visits.is_leak_call",
  t.satisfaction AS "tickets.satisfaction",
  filed.ticket_id IS NOT NULL AS "visits.is_on_file",
  t.ticket_type AS "tickets.ticket_type",
  t.category AS "tickets.category",
  t.repair_kind AS "tickets.repair_kind",
  t.in_scope AS "tickets.in_scope",
  c.class AS "customers.class",
  c.vulnerable AS "customers.vulnerable"
FROM known.visits AS v
LEFT JOIN known.tickets AS t ON v.ticket_id = t.ticket_id
LEFT JOIN filed ON v.ticket_id = filed.ticket_id
LEFT JOIN known.staff AS s ON t.handler_id = s.staff_id
LEFT JOIN known.customers AS c ON t.customer_id = c.customer_id
