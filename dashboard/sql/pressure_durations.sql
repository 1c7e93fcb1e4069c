-- Question: which share of the month was each of the worst points at or below a pressure?
-- Grain:    one point and share, in percent.
-- Inputs:   prepared.pressure_duration; $month, $points.
SELECT
  point_id,
  share,
  pressure_mpa
FROM prepared.pressure_duration
WHERE period_from = $month AND list_contains($points, point_id) AND in_scope(department_id)
ORDER BY point_id, share
