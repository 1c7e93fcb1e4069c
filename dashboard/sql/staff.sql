-- Question: who works where?
-- Grain:    one member of the staff, by number.
-- Inputs:   evidence.staff, evidence.departments.
SELECT
  s.staff_id,
  s.dept_id AS department_id,
  d.role
FROM evidence.staff AS s
LEFT JOIN evidence.departments AS d ON s.dept_id = d.dept_id
WHERE in_scope(s.dept_id)
ORDER BY s.staff_id
