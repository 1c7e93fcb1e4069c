-- Question: what is known of each certificate as things stand?
-- Grain:    one certificate of one employee; undated.
-- Inputs:   known.staff_certificates, known.staff, known.departments, fact.setting.
SELECT
  c.*,
  c.staff_id || '|' || c.kind || '|' || c.valid_from AS record_id,
  p.dept_id AS record_department_id,
  c.staff_id AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  cast(NULL AS TIMESTAMPTZ) AS record_at,
  cast(NULL AS TIMESTAMPTZ) AS record_settled_at,
  p.post AS "staff.post",
  d.role AS "departments.role",
  c.valid_from <= cast(s.as_of AS DATE)
  AND (c.valid_to IS NULL OR c.valid_to >= cast(s.as_of AS DATE)) AS "staff_certificates.is_valid"
FROM known.staff_certificates AS c
CROSS JOIN fact.setting AS s
LEFT JOIN known.staff AS p ON c.staff_id = p.staff_id
LEFT JOIN known.departments AS d ON p.dept_id = d.dept_id
