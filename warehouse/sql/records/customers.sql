-- Question: what does each customer's file show when it is judged?
-- Grain:    one customer account.
-- Inputs:   known.customers.
-- A file is kept up to date and judged as it stands at the audit, not in the month it was opened in.
SELECT
  *,
  customer_id AS record_id,
  dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  customer_id AS record_customer_id,
  cast(NULL AS TIMESTAMPTZ) AS record_at,
  cast(NULL AS TIMESTAMPTZ) AS record_settled_at,
  change_notified_at IS NULL OR coalesce(file_updated_at >= change_notified_at, FALSE)
    AS "customers.is_change_entered"
FROM known.customers
