-- Question: what is known of each repair order when it is judged?
-- Grain:    one repair order.
-- Inputs:   known.repair_orders, known.tickets, known.staff, known.patrols, known.sanctions.
WITH accounted AS (
  SELECT DISTINCT ticket_id
  FROM known.sanctions
  WHERE ledger_id = 'L30' AND decided_at IS NOT NULL AND staff_id IS NOT NULL
)

SELECT
  o.*,
  o.repair_order_id AS record_id,
  coalesce(o.dept_id, s.dept_id, t.dept_id) AS record_department_id,
  o.opened_by AS record_staff_id,
  t.customer_id AS record_customer_id,
  coalesce(o.started_at, o.opened_at, o.finished_at) AS record_at,
  coalesce(o.supply_restored_at, o.finished_at) AS record_settled_at,
  o.gaps_min = 0 AS "repair_orders.is_continuous",
  if(o.ticket_id IS NULL, NULL, a.ticket_id IS NOT NULL) AS "repair_orders.is_accounted_for",
  NOT coalesce(o.emergency, FALSE) AS "repair_orders.is_ordinary",
  coalesce(rework.opened_at, rework.started_at, rework.finished_at) AS "repair_orders.rework_at",
  t.ticket_type AS "tickets.ticket_type",
  t.category AS "tickets.category",
  p.done_at AS "patrols.done_at",
  p.sheet_submitted_at AS "patrols.sheet_submitted_at"
FROM known.repair_orders AS o
LEFT JOIN known.tickets AS t ON o.ticket_id = t.ticket_id
LEFT JOIN known.staff AS s ON o.opened_by = s.staff_id
LEFT JOIN known.patrols AS p ON o.patrol_id = p.patrol_id
LEFT JOIN known.repair_orders AS rework ON o.rework_order_id = rework.repair_order_id
LEFT JOIN accounted AS a ON o.ticket_id = a.ticket_id
