-- Question: how final are the months, and what did they cost?
-- Grain:    one month.
-- Inputs:   score.scorecard.
SELECT
  period_from,
  count(*) AS n_departments,
  count(*) FILTER (WHERE is_provisional) AS n_provisional,
  sum(n_breaches) AS n_breaches,
  sum(reward_cny) AS reward_cny,
  sum(fine_cny) AS fine_cny,
  sum(compensation_cny) AS compensation_cny
FROM score.scorecard
WHERE in_scope(department_id)
GROUP BY period_from
ORDER BY period_from DESC
LIMIT 6
