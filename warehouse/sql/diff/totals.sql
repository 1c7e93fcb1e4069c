-- Question: how much does each cause add to or take from each department and month?
-- Grain:    one department (null = money on no scorecard), month, kind (points, or a kind of money) and
--           cause.
-- Inputs:   diff_addend, diff_rank.
WITH summed AS (
  SELECT
    department_id,
    period_from,
    if(points != 0, 'points', kind) AS kind,
    cause,
    cast(sum(points) AS DECIMAL(18, 4)) AS points,
    cast(sum(amount_cny) AS DECIMAL(18, 2)) AS amount_cny
  FROM diff_addend
  GROUP BY ALL
)

SELECT s.*
FROM summed AS s
INNER JOIN diff_rank AS k ON s.cause = k.cause
ORDER BY s.period_from, s.department_id, s.kind != 'points', s.kind, k.rank
