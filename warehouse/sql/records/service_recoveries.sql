-- Question: what is known of each order to make good a failed service when it is judged?
-- Grain:    one recovery order.
-- Inputs:   known.service_recoveries, known.tickets.
SELECT
  v.*,
  v.recovery_id AS record_id,
  coalesce(v.dept_id, t.dept_id) AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  t.customer_id AS record_customer_id,
  coalesce(v.ordered_at, v.apology_at, v.measure_done_at) AS record_at,
  v.analysed_at AS record_settled_at,
  t.ticket_type AS "tickets.ticket_type",
  t.category AS "tickets.category",
  t.company_liable AS "tickets.company_liable",
  v.compensation_cny > 0 AS "service_recoveries.has_compensation",
  if(v.prevention_ref IS NOT NULL, v.analysed_at, NULL) AS "service_recoveries.fully_analysed_at"
FROM known.service_recoveries AS v
LEFT JOIN known.tickets AS t ON v.ticket_id = t.ticket_id
