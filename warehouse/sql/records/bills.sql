-- Question: what is known of each bill when it is judged?
-- Grain:    one bill.
-- Inputs:   known.bills.
SELECT
  *,
  bill_id AS record_id,
  cast(NULL AS VARCHAR) AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  customer_id AS record_customer_id,
  coalesce(issued_at, cast(period || '-01' AS TIMESTAMPTZ)) AS record_at,
  paid_at AS record_settled_at
FROM known.bills
