-- Question: which departments are there?
-- Grain:    one department.
-- Inputs:   evidence.departments, audit.indicator (departments that records name, but no list does).
WITH every AS (
  SELECT
    coalesce(d.dept_id, i.department_id) AS department_id,
    d.name,
    d.role,
    d.parent_id,
    d.district,
    d.source_row
  FROM evidence.departments AS d
  FULL JOIN
    (SELECT DISTINCT department_id FROM audit.indicator WHERE department_id IS NOT NULL) AS i
    ON d.dept_id = i.department_id
)

SELECT department_id, name, role, parent_id, district
FROM every
WHERE in_scope(department_id)
ORDER BY source_row, department_id
