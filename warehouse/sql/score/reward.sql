-- Question: which departments earn the operator's monthly reward?
-- Grain:    one department and month whose grade draws one.
-- Inputs:   score.line, rulebook.grade, fact.scheme, fact.setting.
-- Only a month that is over, and has been scored, is rewarded.
WITH scored AS (
  SELECT department_id, period_from, sum(points) AS points
  FROM score.line
  GROUP BY department_id, period_from
)

SELECT
  x.reward_ledger || '/' || s.department_id || '/' || strftime(s.period_from, '%Y-%m') AS entry_id,
  x.reward_ledger AS ledger_id,
  'reward' AS kind,
  cast(NULL AS VARCHAR) AS clause_id,
  cast(NULL AS VARCHAR) AS observation_id,
  s.department_id,
  s.period_from,
  'company' AS payer_type,
  'company' AS payer_id,
  'department' AS payee_type,
  s.department_id AS payee_id,
  g.reward_cny AS amount_cny,
  '等级 ' || g.grade || '，' || cast(s.points AS DECIMAL(18, 2)) || ' 分，部门奖励 ' || g.reward_cny || ' 元（经营者设定）'
    AS basis_zh,
  'grade ' || g.grade || ' with ' || cast(s.points AS DECIMAL(18, 2)) || ' points: ' || g.reward_cny
  || ' CNY (operator''s setting)' AS basis,
  'booked' AS status
FROM scored AS s
CROSS JOIN fact.scheme AS x
CROSS JOIN fact.setting AS t
INNER JOIN rulebook.grade AS g ON s.points >= g.at_least
WHERE cast(s.period_from + INTERVAL 1 MONTH AS DATE) <= cast(t.as_of AS DATE)
QUALIFY
  row_number() OVER (PARTITION BY s.department_id, s.period_from ORDER BY g.at_least DESC) = 1
  AND g.reward_cny > 0
