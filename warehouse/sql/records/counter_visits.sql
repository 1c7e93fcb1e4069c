-- Question: what is known of each counter transaction when it is judged?
-- Grain:    one transaction.
-- Inputs:   known.counter_visits, known.staff, known.customers.
SELECT
  v.*,
  v.counter_visit_id AS record_id,
  s.dept_id AS record_department_id,
  v.staff_id AS record_staff_id,
  v.customer_id AS record_customer_id,
  coalesce(v.started_at, v.ended_at) AS record_at,
  greatest(v.ended_at, v.answered_at) AS record_settled_at,
  c.vulnerable AS "customers.vulnerable"
FROM known.counter_visits AS v
LEFT JOIN known.staff AS s ON v.staff_id = s.staff_id
LEFT JOIN known.customers AS c ON v.customer_id = c.customer_id
