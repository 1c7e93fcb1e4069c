-- Question: what is known of each asset at the end of a month?
-- Grain:    one asset and month.
-- Inputs:   known.assets.
SELECT
  *,
  asset_id || '|' || period AS record_id,
  dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  cast(period || '-01' AS TIMESTAMPTZ) AS record_at,
  cast(NULL AS TIMESTAMPTZ) AS record_settled_at
FROM known.assets
