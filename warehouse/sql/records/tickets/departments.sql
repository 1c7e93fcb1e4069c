-- Question: which department and which of its staff handle a ticket, and who was contacted first?
-- Grain:    one ticket.
-- Inputs:   fact.ticket, known.departments, known.staff.
SELECT
  t.ticket_id,
  department.role AS "departments.role",
  handler.post AS "staff.post",
  t.handler_id = department.head_id AS "tickets.is_head_handling",
  first_responder.dept_id = t.record_department_id AS "tickets.is_first_responder_section",
  responder_department.role AS "tickets.first_responder_role"
FROM fact.ticket AS t
LEFT JOIN known.departments AS department ON t.record_department_id = department.dept_id
LEFT JOIN known.staff AS handler ON t.handler_id = handler.staff_id
LEFT JOIN known.staff AS first_responder ON t.first_responder_id = first_responder.staff_id
LEFT JOIN known.departments AS responder_department
  ON first_responder.dept_id = responder_department.dept_id
