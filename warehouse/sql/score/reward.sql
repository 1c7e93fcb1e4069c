-- Question: which departments earn the monthly reward of their grade, and what does the cap leave of it?
-- Grain:    one department and month whose grade draws one.
-- Inputs:   fact.standing, score.ledger_entry, rulebook.scheme, fact.setting.
-- Only a month that is over, and has a grade, is rewarded; what rewards by indicator took of the cap is
-- gone.
WITH already AS (
  SELECT n.department_id, n.period_from, sum(n.amount_cny) AS amount_cny
  FROM score.ledger_entry AS n
  INNER JOIN rulebook.scheme AS e
    ON
      n.ledger_id = e.indicator_reward_ledger
      AND fact.answers(e.valid_from, e.valid_until, n.period_from)
  GROUP BY n.department_id, n.period_from
),

owed AS (
  SELECT
    s.*,
    e.reward_ledger AS ledger_id,
    e.reward_cap_cny AS most_cny,
    if(
      e.reward_cap_cny IS NULL,
      s.reward_cny,
      greatest(least(s.reward_cny, e.reward_cap_cny - coalesce(a.amount_cny, 0)), 0)
    ) AS counted
  FROM fact.standing AS s
  CROSS JOIN fact.setting AS t
  INNER JOIN rulebook.scheme AS e ON s.edition_no = e.edition_no
  LEFT JOIN already AS a ON s.department_id = a.department_id AND s.period_from = a.period_from
  WHERE
    s.reward_cny > 0
    AND cast(s.period_from + INTERVAL 1 MONTH AS DATE) <= cast(t.as_of AS DATE)
)

SELECT
  ledger_id || '/' || department_id || '/' || strftime(period_from, '%Y-%m') AS entry_id,
  ledger_id,
  'reward' AS kind,
  cast(NULL AS VARCHAR) AS clause_id,
  cast(NULL AS VARCHAR) AS observation_id,
  department_id,
  period_from,
  'company' AS payer_type,
  'company' AS payer_id,
  'department' AS payee_type,
  department_id AS payee_id,
  cast(counted AS DECIMAL(18, 2)) AS amount_cny,
  reward_cny AS stated_cny,
  '等级 ' || grade || '，' || fact.plain(points) || ' 分，部门奖励 ' || fact.grouped(reward_cny) || ' 元（经营者设定）'
  || if(
    counted < reward_cny,
    '；部门当月上限 ' || fact.grouped(most_cny) || ' 元，计 ' || fact.grouped(counted) || ' 元', ''
  ) AS basis_zh,
  'grade ' || grade || ' with ' || fact.plain(points) || ' points: ' || fact.grouped(reward_cny)
  || ' CNY (operator''s setting)'
  || if(
    counted < reward_cny,
    '; the department''s month is limited to ' || fact.grouped(most_cny) || ' CNY: ' || fact.grouped(counted)
    || ' CNY counts', ''
  ) AS basis,
  'booked' AS status
FROM owed
