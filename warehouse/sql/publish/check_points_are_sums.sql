-- Question: which scorecards are not the sum of their lines?
-- Grain:    one department and month.
-- Inputs:   score.scorecard, score.line.
-- A month without base points has no score, whatever is restated in it.
SELECT s.department_id, s.period_from
FROM score.scorecard AS s
INNER JOIN (
  SELECT
    department_id,
    period_from,
    if(bool_or(kind = 'base'), sum(points), 0) AS points,
    sum(amount_cny) AS amount_cny
  FROM score.line
  GROUP BY ALL
) AS l ON s.department_id = l.department_id AND s.period_from = l.period_from
WHERE
  coalesce(s.points, 0) != l.points
  OR s.reward_cny + s.fine_cny + s.compensation_cny != l.amount_cny
