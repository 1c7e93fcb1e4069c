-- Question: what is known of each cashier's day when it is judged?
-- Grain:    one cashier and day.
-- Inputs:   known.cash_days, known.staff.
SELECT
  c.*,
  c.cashier_id || '|' || c.day AS record_id,
  s.dept_id AS record_department_id,
  c.cashier_id AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  cast(c.day AS TIMESTAMPTZ) AS record_at,
  c.settled_at AS record_settled_at,
  c.cash_cny > 0 AS "cash_days.has_cash",
  c.settled_cny >= c.cash_cny AS "cash_days.is_settled_in_full",
  if(c.settled_cny < c.cash_cny, NULL, c.settled_at) AS "cash_days.settled_in_full_at",
  c.invoices_in = c.invoices_used + c.invoices_left AS "cash_days.invoices_reconcile"
FROM known.cash_days AS c
LEFT JOIN known.staff AS s ON c.cashier_id = s.staff_id
