-- Question: what did an observer see, and of whom?
-- Grain:    one checklist item seen.
-- Inputs:   known.observations, known.staff.
SELECT
  o.*,
  o.obs_id AS record_id,
  coalesce(o.dept_id, s.dept_id) AS record_department_id,
  o.staff_id AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  o.observed_at AS record_at,
  o.observed_at AS record_settled_at
FROM known.observations AS o
LEFT JOIN known.staff AS s ON o.staff_id = s.staff_id
