-- Question: what was the mean and the lowest pressure of a point, day by day?
-- Grain:    one day of the utility's calendar, the oldest first.
-- Inputs:   prepared.pressure_day; $point, $from_month and $month (months, both included).
SELECT
  on_day,
  n,
  cast(measured_sum / n AS DOUBLE) AS average,
  lowest
FROM prepared.pressure_day
WHERE
  point_id = $point
  AND n > 0
  AND on_day >= $from_month
  AND on_day < cast($month AS DATE) + INTERVAL 1 MONTH
  AND in_scope(department_id)
ORDER BY on_day
