-- Question: what is known of each room temperature when it is judged?
-- Grain:    one measurement.
-- Inputs:   known.room_temperatures, known.heating_seasons, known.customers, known.staff, known.tickets.
-- The first and the last day of a season belong to it; a season without an end still runs.
WITH in_season AS (
  SELECT DISTINCT r.measure_id
  FROM known.room_temperatures AS r
  INNER JOIN known.heating_seasons AS h
    ON
      cast(r.measured_at AS DATE) >= h.actual_start
      AND (h.actual_end IS NULL OR cast(r.measured_at AS DATE) <= h.actual_end)
)

SELECT
  r.*,
  r.measure_id AS record_id,
  coalesce(s.dept_id, t.dept_id) AS record_department_id,
  r.staff_id AS record_staff_id,
  coalesce(r.customer_id, t.customer_id) AS record_customer_id,
  r.measured_at AS record_at,
  r.measured_at AS record_settled_at,
  i.measure_id IS NOT NULL AS "room_temperatures.is_in_season",
  r.edits > 0 AS "room_temperatures.is_edited",
  if(r.point_kind = 'fixed', coalesce(r.customer_id, t.customer_id), NULL)
    AS "room_temperatures.point_id",
  c.class AS "customers.class",
  c.building AS "customers.building",
  c.contract_temp_c AS "customers.contract_temp_c",
  t.ticket_type AS "tickets.ticket_type"
FROM known.room_temperatures AS r
LEFT JOIN in_season AS i ON r.measure_id = i.measure_id
LEFT JOIN known.staff AS s ON r.staff_id = s.staff_id
LEFT JOIN known.tickets AS t ON r.ticket_id = t.ticket_id
LEFT JOIN known.customers AS c ON coalesce(r.customer_id, t.customer_id) = c.customer_id
