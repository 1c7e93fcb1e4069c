-- Question: which scorecards show yuan of one direction among those of another?
-- Grain:    one department and month.
-- Inputs:   score.scorecard, score.line.
WITH summed AS (
  SELECT
    department_id,
    period_from,
    coalesce(sum(amount_cny) FILTER (kind = 'reward'), 0) AS reward_cny,
    coalesce(sum(amount_cny) FILTER (kind IN ('compensation', 'refund')), 0) AS compensation_cny,
    coalesce(
      sum(amount_cny) FILTER (kind IN ('fine', 'wage_deduction', 'bonus_forfeit', 'disciplinary')), 0
    ) AS fine_cny
  FROM score.line
  GROUP BY department_id, period_from
)

SELECT s.department_id, s.period_from
FROM score.scorecard AS s
LEFT JOIN summed AS l ON s.department_id = l.department_id AND s.period_from = l.period_from
WHERE
  s.reward_cny != coalesce(l.reward_cny, 0)
  OR s.compensation_cny != coalesce(l.compensation_cny, 0)
  OR s.fine_cny != coalesce(l.fine_cny, 0)
