-- Question: what is known of each stop, cut-off or restoration of heat when it is judged?
-- Grain:    one act on one customer's supply.
-- Inputs:   known.heat_controls.
SELECT
  *,
  control_id AS record_id,
  dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  customer_id AS record_customer_id,
  least(reported_at, approved_at, cause_removed_at, done_at) AS record_at,
  coalesce(feedback_at, done_at) AS record_settled_at,
  if(done_at IS NULL, NULL, coalesce(approved_at <= done_at, FALSE)) AS "heat_controls.is_approved_first"
FROM known.heat_controls
