-- Question: what is known of each entrusted matter when it is judged?
-- Grain:    one entrustment.
-- Inputs:   known.entrustments.
SELECT
  *,
  entrustment_id AS record_id,
  dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  customer_id AS record_customer_id,
  least(signed_at, verified_at, accepted_at, handled_at) AS record_at,
  coalesce(archived_at, customer_told_at, handled_at) AS record_settled_at
FROM known.entrustments
