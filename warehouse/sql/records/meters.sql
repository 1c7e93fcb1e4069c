-- Question: what is known of each meter when it is judged?
-- Grain:    one meter.
-- Inputs:   known.meters.
SELECT
  *,
  meter_id AS record_id,
  dept_id AS record_department_id,
  area_reader_id AS record_staff_id,
  customer_id AS record_customer_id,
  fault_reported_at AS record_at,
  cast(NULL AS TIMESTAMPTZ) AS record_settled_at,
  installed_on AS record_active_from,
  removed_on AS record_active_until
FROM known.meters
