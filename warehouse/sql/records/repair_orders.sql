-- Question: what is known of each repair order when it is judged?
-- Grain:    one repair order.
-- Inputs:   known.repair_orders, known.tickets, known.staff.
SELECT
  o.*,
  o.repair_order_id AS record_id,
  coalesce(o.dept_id, s.dept_id, t.dept_id) AS record_department_id,
  o.opened_by AS record_staff_id,
  t.customer_id AS record_customer_id,
  coalesce(o.started_at, o.opened_at, o.finished_at) AS record_at,
  coalesce(o.supply_restored_at, o.finished_at) AS record_settled_at,
  t.ticket_type AS "tickets.ticket_type",
  t.category AS "tickets.category"
FROM known.repair_orders AS o
LEFT JOIN known.tickets AS t ON o.ticket_id = t.ticket_id
LEFT JOIN known.staff AS s ON o.opened_by = s.staff_id
