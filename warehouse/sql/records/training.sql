-- Question: what is known of each training session when it is judged?
-- Grain:    one session.
-- Inputs:   known.training, known.departments.
SELECT
  g.*,
  g.training_id AS record_id,
  g.dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  cast(g.held_on AS TIMESTAMPTZ) AS record_at,
  cast(g.held_on AS TIMESTAMPTZ) AS record_settled_at,
  d.role AS "departments.role",
  g.attended > 0 AS "training.is_attended"
FROM known.training AS g
LEFT JOIN known.departments AS d ON g.dept_id = d.dept_id
