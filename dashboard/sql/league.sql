-- Question: how did the departments do in a month, and where does each stand?
-- Grain:    one department; who may not see another sees its place, points and grade, not its name.
-- Inputs:   score.scorecard; $month, $names (whether the others are named).
WITH ranked AS (
  SELECT
    s.*,
    p.points AS points_before,
    y.points AS points_year_before,
    rank() OVER (ORDER BY s.points DESC NULLS LAST) AS place,
    count(s.points) OVER () AS n_ranked,
    in_scope(s.department_id) AS is_own
  FROM score.scorecard AS s
  LEFT JOIN score.scorecard AS p
    ON
      s.department_id = p.department_id
      AND cast(s.period_from - INTERVAL 1 MONTH AS DATE) = p.period_from
  LEFT JOIN score.scorecard AS y
    ON
      s.department_id = y.department_id
      AND cast(s.period_from - INTERVAL 1 YEAR AS DATE) = y.period_from
  WHERE s.period_from = $month
)

SELECT
  if(is_own OR $names, department_id, NULL) AS department_id,
  is_own,
  if(points IS NULL, NULL, place) AS place,
  n_ranked,
  points,
  grade,
  is_provisional,
  if(is_own, points - points_before, NULL) AS change_month,
  if(is_own, points - points_year_before, NULL) AS change_year,
  if(is_own, coverage_rate, NULL) AS coverage_rate,
  if(is_own, n_clauses_assessed, NULL) AS n_clauses_assessed,
  if(is_own, n_clauses, NULL) AS n_clauses,
  if(is_own, n_breaches, NULL) AS n_breaches,
  if(is_own, reward_cny, NULL) AS reward_cny,
  if(is_own, fine_cny, NULL) AS fine_cny,
  if(is_own, compensation_cny, NULL) AS compensation_cny
FROM ranked
ORDER BY points DESC NULLS LAST, is_own DESC, md5(department_id)
