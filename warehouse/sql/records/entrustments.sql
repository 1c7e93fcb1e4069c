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
  coalesce(archived_at, customer_told_at, handled_at) AS record_settled_at,
  CASE WHEN accepted_at IS NOT NULL THEN coalesce(signed_at <= accepted_at, FALSE) END
    AS "entrustments.is_signed_in_time",
  CASE
    WHEN signed_at IS NULL THEN FALSE
    WHEN signatory = 'customer' THEN TRUE
    WHEN signatory = 'agent' THEN authorised
  END AS "entrustments.is_signatory_entitled"
FROM known.entrustments
