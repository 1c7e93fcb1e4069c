-- Question: what is known of each commissioned test when it is judged?
-- Grain:    one commission.
-- Inputs:   known.lab_commissions, known.staff.
SELECT
  l.*,
  l.commission_id AS record_id,
  coalesce(l.dept_id, s.dept_id) AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  l.customer_id AS record_customer_id,
  coalesce(
    l.agreement_at, least(l.sample_due_at, l.sampled_at, l.tested_at, l.issued_at)
  ) AS record_at,
  coalesce(l.customer_told_at, l.issued_at) AS record_settled_at,
  l.agreement_at IS NOT NULL
  AND l.items IS NOT NULL
  AND l.sample_due_at IS NOT NULL
  AND l.result_due_at IS NOT NULL
  AND l.fee_cny IS NOT NULL AS "lab_commissions.is_agreement_complete",
  CASE
    WHEN l.stamped_by IS NOT NULL AND l.tested_at IS NOT NULL AND l.reviewed_at IS NOT NULL
      THEN greatest(l.tested_at, l.reviewed_at)
  END AS "lab_commissions.approved_at"
FROM known.lab_commissions AS l
LEFT JOIN known.staff AS s ON l.stamped_by = s.staff_id
