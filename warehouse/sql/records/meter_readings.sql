-- Question: what is known of each meter reading when it is judged?
-- Grain:    one reading, made or only planned.
-- Inputs:   known.meter_readings, known.meters, known.staff.
SELECT
  r.*,
  r.reading_id AS record_id,
  coalesce(m.dept_id, s.dept_id) AS record_department_id,
  r.reader_id AS record_staff_id,
  coalesce(r.customer_id, m.customer_id) AS record_customer_id,
  coalesce(r.read_at, cast(r.scheduled_on AS TIMESTAMPTZ), cast(r.period || '-01' AS TIMESTAMPTZ))
    AS record_at,
  r.read_at AS record_settled_at,
  abs(r.value - r.check_value) AS "meter_readings.check_difference_m3"
FROM known.meter_readings AS r
LEFT JOIN known.meters AS m ON r.meter_id = m.meter_id
LEFT JOIN known.staff AS s ON r.reader_id = s.staff_id
