-- Question: what is known of each reward, fine, deduction or other sanction when it is judged?
-- Grain:    one decision.
-- Inputs:   known.sanctions, known.staff, known.tickets.
SELECT
  a.*,
  a.sanction_id AS record_id,
  coalesce(a.dept_id, p.dept_id, t.dept_id) AS record_department_id,
  a.staff_id AS record_staff_id,
  t.customer_id AS record_customer_id,
  a.decided_at AS record_at,
  a.decided_at AS record_settled_at,
  t.ticket_type AS "tickets.ticket_type",
  t.category AS "tickets.category"
FROM known.sanctions AS a
LEFT JOIN known.staff AS p ON a.staff_id = p.staff_id
LEFT JOIN known.tickets AS t ON a.ticket_id = t.ticket_id
