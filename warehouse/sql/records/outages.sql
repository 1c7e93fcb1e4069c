-- Question: what is known of each stop of supply when it is judged?
-- Grain:    one outage.
-- Inputs:   known.outages.
SELECT
  *,
  outage_id AS record_id,
  cast(NULL AS VARCHAR) AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  least(applied_at, approved_at, notice_at, started_at) AS record_at,
  ended_at AS record_settled_at
FROM known.outages
