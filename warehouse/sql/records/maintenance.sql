-- Question: what is known of each act of upkeep when it is judged?
-- Grain:    one act on one asset.
-- Inputs:   known.maintenance.
-- Where a fault was found, the matter is settled once it is cleared.
SELECT
  *,
  maintenance_id AS record_id,
  dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  least(cast(planned_on AS TIMESTAMPTZ), fault_found_at, done_at) AS record_at,
  if(fault_found_at IS NULL, done_at, fault_cleared_at) AS record_settled_at
FROM known.maintenance
