-- Question: what does rounding the total add, where the scheme rounds once at the end?
-- Grain:    one department and month whose lines do not add up to a whole step.
-- Inputs:   score.line, rulebook.scheme.
WITH summed AS (
  SELECT department_id, period_from, cast(sum(points) AS DECIMAL(18, 4)) AS points
  FROM score.line
  GROUP BY department_id, period_from
)

SELECT
  s.department_id || '/' || strftime(s.period_from, '%Y-%m') || '/rounding' AS line_id,
  s.department_id,
  s.period_from,
  'rounding' AS kind,
  cast(NULL AS VARCHAR) AS source_id,
  cast(fact.to_step(s.points, e.round_points) - s.points AS DECIMAL(18, 4)) AS points,
  cast(0 AS DECIMAL(18, 2)) AS amount_cny,
  '合计 ' || fact.plain(s.points) || ' 四舍五入到 ' || fact.plain(e.round_points) AS basis_zh,
  'the total of ' || fact.plain(s.points) || ' rounded half up to steps of ' || fact.plain(e.round_points)
    AS basis
FROM summed AS s
INNER JOIN rulebook.scheme AS e
  ON fact.answers(e.valid_from, e.valid_until, s.period_from) AND e.rounding_moment = 'total'
WHERE fact.to_step(s.points, e.round_points) != s.points
