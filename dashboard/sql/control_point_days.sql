-- Question: what was the mean and the lowest pressure of a point, day by day?
-- Grain:    one day of the utility's calendar, the oldest first.
-- Inputs:   audit.verdict, rulebook.clause, evidence.pressure_readings, meta.run; $point, $since and $month
--           (months, both included).
SELECT
  cast(timezone(r.zone, v.started_at) AS DATE) AS on_day,
  count(*) AS n,
  cast(sum(v.measured) / count(*) AS DOUBLE) AS average,
  min(v.measured) AS lowest
FROM audit.verdict AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
INNER JOIN evidence.pressure_readings AS p ON v.record_id = p.reading_id
CROSS JOIN meta.run AS r
WHERE
  c.subject = 'pressure_readings'
  AND c.kind = 'value_limit'
  AND c.is_governing
  AND v.verdict IN ('compliant', 'breach')
  AND v.measured IS NOT NULL
  AND v.period_from BETWEEN $since AND $month
  AND p.point_id = $point
  AND in_scope(v.department_id)
GROUP BY on_day
ORDER BY on_day
