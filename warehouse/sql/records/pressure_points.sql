-- Question: which pressure points are there, and how often should each be read?
-- Grain:    one point.
-- Inputs:   known.pressure_points.
SELECT
  *,
  point_id AS record_id,
  dept_id AS record_department_id,
  point_type AS "pressure_points.point_type",
  limit_mpa AS "pressure_points.limit_mpa"
FROM known.pressure_points
