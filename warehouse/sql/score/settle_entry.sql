-- Question: which rewards and penalties by indicator go to the ledger, and what does the cap leave of them?
-- Grain:    one entry: one indicator, department and month that is settled in yuan.
-- Inputs:   score.settlement, rulebook.scheme, rulebook.scheme_indicator.
-- Rewards and penalties run to their own maximum of the department's month, in the order of the
-- indicators. An entry beyond it keeps what it states and is cut; one is never set off against the other.
WITH owed AS (
  SELECT
    t.*,
    s.clause_id,
    if(t.kind = 'reward', e.indicator_reward_ledger, e.penalty_ledger) AS ledger_id,
    if(t.kind = 'reward', e.reward_cap_cny, e.penalty_collar_cny) AS most_cny,
    coalesce(
      sum(t.amount) OVER (
        PARTITION BY t.department_id, t.period_from, t.kind
        ORDER BY t.indicator_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ), 0
    ) AS before_cny
  FROM score.settlement AS t
  INNER JOIN rulebook.scheme AS e ON t.edition_no = e.edition_no
  INNER JOIN rulebook.scheme_indicator AS s
    ON t.edition_no = s.edition_no AND t.indicator_id = s.indicator_id
  WHERE t.is_booked
),

cut AS (
  SELECT
    *,
    if(most_cny IS NULL, amount, greatest(least(amount, most_cny - before_cny), 0)) AS counted
  FROM owed
)

SELECT
  ledger_id || '/' || indicator_id || '/' || department_id || '/' || strftime(period_from, '%Y-%m')
    AS entry_id,
  ledger_id,
  if(kind = 'reward', 'reward', 'fine') AS kind,
  clause_id,
  cast(NULL AS VARCHAR) AS observation_id,
  department_id,
  period_from,
  if(kind = 'reward', 'company', 'department') AS payer_type,
  if(kind = 'reward', 'company', department_id) AS payer_id,
  if(kind = 'reward', 'department', 'company') AS payee_type,
  if(kind = 'reward', department_id, 'company') AS payee_id,
  cast(counted AS DECIMAL(18, 2)) AS amount_cny,
  amount AS stated_cny,
  basis_zh || if(
    counted < amount, '；部门当月上限 ' || fact.plain(most_cny) || ' 元，计 ' || fact.plain(counted) || ' 元', ''
  ) AS basis_zh,
  basis || if(
    counted < amount,
    '; the department''s month is limited to ' || fact.plain(most_cny) || ' CNY: ' || fact.plain(counted)
    || ' CNY counts', ''
  ) AS basis,
  'booked' AS status
FROM cut
