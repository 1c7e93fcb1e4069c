-- Question: what is known of each meter reading when it is judged?
-- Grain:    one reading, made or only planned.
-- Inputs:   known.meter_readings, known.meters, known.staff, known.customers, known.bills.
WITH billed AS (
  SELECT DISTINCT customer_id, period
  FROM known.bills
)

SELECT
  r.*,
  r.reading_id AS record_id,
  coalesce(m.dept_id, s.dept_id) AS record_department_id,
  r.reader_id AS record_staff_id,
  coalesce(r.customer_id, m.customer_id) AS record_customer_id,
  coalesce(r.read_at, cast(r.scheduled_on AS TIMESTAMPTZ), cast(r.period || '-01' AS TIMESTAMPTZ))
    AS record_at,
  r.read_at AS record_settled_at,
  abs(r.value - r.check_value) AS "meter_readings.check_difference_m3",
  CASE
    WHEN coalesce(r.customer_id, m.customer_id) IS NOT NULL THEN billed.customer_id IS NOT NULL
  END AS "meter_readings.is_billed",
  m.type AS "meters.type",
  customer.class AS "customers.class"
FROM known.meter_readings AS r
LEFT JOIN known.meters AS m ON r.meter_id = m.meter_id
LEFT JOIN known.staff AS s ON r.reader_id = s.staff_id
LEFT JOIN known.customers AS customer
  ON coalesce(r.customer_id, m.customer_id) = customer.customer_id
LEFT JOIN billed
  ON coalesce(r.customer_id, m.customer_id) = billed.customer_id AND r.period = billed.period
