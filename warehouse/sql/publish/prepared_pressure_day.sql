-- Question: how many readings did each point of pressure have on each day, and what did those judged measure?
-- Grain:    one point and day of the utility's calendar.
-- Inputs:   evidence.pressure_readings, audit.verdict, rulebook.clause.
-- A point that no governing limit applies to has readings all the same, and nothing judged.
WITH judged AS (
  SELECT v.record_id, v.department_id, v.measured
  FROM audit.verdict AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  WHERE
    c.subject = 'pressure_readings'
    AND c.kind = 'value_limit'
    AND c.is_governing
    AND v.verdict IN ('compliant', 'breach')
    AND v.measured IS NOT NULL
)

SELECT
  r.point_id,
  cast(r.read_at AS DATE) AS on_day,
  max(j.department_id) AS department_id,
  count(*) AS n_all,
  count(j.record_id) AS n,
  sum(j.measured) AS measured_sum,
  min(j.measured) AS lowest
FROM evidence.pressure_readings AS r
LEFT JOIN judged AS j ON r.reading_id = j.record_id
WHERE r.read_at IS NOT NULL
GROUP BY ALL
ORDER BY r.point_id, on_day
