-- Question: what is known of each application when it is judged?
-- Grain:    one application.
-- Inputs:   known.applications.
SELECT
  *,
  application_id AS record_id,
  cast(NULL AS VARCHAR) AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  customer_id AS record_customer_id,
  received_at AS record_at,
  coalesce(settled_at, supply_at) AS record_settled_at
FROM known.applications
