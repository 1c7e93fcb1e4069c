-- Question: what is known of each measure taken against a customer when it is judged?
-- Grain:    one measure.
-- Inputs:   known.customer_measures.
SELECT
  *,
  measure_id AS record_id,
  dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  customer_id AS record_customer_id,
  coalesce(least(warned_at, done_at), warned_at, done_at) AS record_at,
  done_at AS record_settled_at,
  if(done_at IS NULL, NULL, coalesce(warned_at <= done_at, FALSE))
    AS "customer_measures.is_warned_before"
FROM known.customer_measures
