-- Question: what is known of each emergency plan as things stand?
-- Grain:    one plan; undated.
-- Inputs:   known.emergency_plans, known.incidents.
WITH used AS (
  SELECT DISTINCT plan_id
  FROM known.incidents
  WHERE plan_id IS NOT NULL
)

SELECT
  e.*,
  e.plan_id AS record_id,
  e.dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  cast(NULL AS TIMESTAMPTZ) AS record_at,
  cast(NULL AS TIMESTAMPTZ) AS record_settled_at,
  u.plan_id IS NOT NULL AS "emergency_plans.is_used"
FROM known.emergency_plans AS e
LEFT JOIN used AS u ON e.plan_id = u.plan_id
