-- Question: which department answers for a record under a clause?
-- Grain:    one version and department of the record (null = the record names none).
-- Inputs:   rulebook.clause, fact.record, fact.quantity, fact.tally, fact.entity, known.departments.
-- A clause that names a role is answered by the record's own department where that has the role, else by
-- the only department with the role; with several such departments nobody is guessed.
CREATE OR REPLACE TABLE fact.answerable AS
WITH own AS (
  SELECT DISTINCT department_id FROM fact.record
  UNION
  SELECT DISTINCT department_id FROM fact.quantity
  UNION
  SELECT DISTINCT department_id FROM fact.entity
  UNION
  SELECT dept_id FROM known.departments
  UNION
  SELECT NULL
),

only_one AS (
  SELECT role, min(dept_id) AS department_id
  FROM known.departments
  GROUP BY role
  HAVING count(*) = 1
)

SELECT
  c.version_id,
  own.department_id AS own_department_id,
  CASE
    WHEN c.responsible_role IS NULL OR d.role = c.responsible_role THEN own.department_id
    ELSE only_one.department_id
  END AS department_id
FROM rulebook.clause AS c
CROSS JOIN own
LEFT JOIN known.departments AS d ON own.department_id = d.dept_id
LEFT JOIN only_one ON c.responsible_role = only_one.role
