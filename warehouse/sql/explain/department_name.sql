-- Question: what are the departments called?
-- Grain:    one department.
-- Inputs:   evidence.departments.
SELECT
  dept_id,
  name,
  role
FROM evidence.departments
