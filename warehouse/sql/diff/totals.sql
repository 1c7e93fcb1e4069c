-- Question: how much does each cause add to or take from each department and month?
-- Grain:    one department (null = money on no scorecard), month, kind (points, or a kind of money) and cause.
-- Inputs:   diff_addend, diff_rank.
SELECT
  a.department_id,
  a.period_from,
  if(a.points != 0, 'points', a.kind) AS kind,
  a.cause,
  cast(sum(a.points) AS DECIMAL(18, 4)) AS points,
  cast(sum(a.amount_cny) AS DECIMAL(18, 2)) AS amount_cny
FROM diff_addend AS a
INNER JOIN diff_rank AS k ON a.cause = k.cause
GROUP BY a.department_id, a.period_from, if(a.points != 0, 'points', a.kind), a.cause, k.rank
ORDER BY a.period_from, a.department_id, kind = 'points' DESC, kind, k.rank
