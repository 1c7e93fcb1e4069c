-- Question: what does each indicator earn or cost in money, against its target?
-- Grain:    one indicator, department (null = the whole utility) and period.
-- Inputs:   score.measure, score.veto, fact.reading, fact.cover, rulebook.scheme, rulebook.scheme_indicator,
--           rulebook.scheme_veto, fact.setting.
-- Units are counted from the end of the deadband; a cap or collar in units binds first, then one in money.
-- What is settled is shown; only yuan of a department, for a period that is over, go to the ledger. What a
-- veto leaves without points earns no reward either.
WITH vetoed AS (
  SELECT DISTINCT m.indicator_id, m.department_id, m.period_from
  FROM score.measure AS m
  INNER JOIN score.veto AS v
    ON m.department_id = v.department_id AND m.period_from = v.period_from AND NOT v.is_lifted
  INNER JOIN rulebook.scheme_veto AS s
    ON
      v.edition_no = s.edition_no
      AND v.veto_id = s.veto_id
      AND (
        s.level = 'total'
        OR (s.level = 'group' AND s.group_id = m.group_id)
        OR (s.level = 'item' AND s.indicator_id = m.indicator_id)
      )
),

termed AS (
  SELECT
    m.*,
    s.unit_size,
    s.figure,
    s.unit_zh,
    s.unit,
    s.title_zh,
    s.title_en,
    e.currency,
    e.round_cny,
    c.gate_reason,
    n.indicator_id IS NOT NULL AS is_vetoed,
    m.period_until > cast(x.as_of AS DATE) AS is_open,
    coalesce(s.money_target, r.own_target) AS target,
    cast(
      round(
        if(s.money_better = 'lower', -1, 1)
        * cast(m.value - coalesce(s.money_target, r.own_target) AS DOUBLE)
        / cast(s.unit_size AS DOUBLE), 8
      ) AS DECIMAL(18, 8)
    ) AS distance,
    s.reward_rate,
    s.penalty_rate,
    s.deadband_reward,
    s.deadband_penalty,
    s.cap_units,
    s.cap_amount,
    s.collar_units,
    s.collar_amount
  FROM score.measure AS m
  INNER JOIN rulebook.scheme_indicator AS s
    ON m.edition_no = s.edition_no AND m.indicator_id = s.indicator_id AND s.money_better IS NOT NULL
  INNER JOIN rulebook.scheme AS e ON m.edition_no = e.edition_no
  INNER JOIN fact.reading AS r
    ON
      m.edition_no = r.edition_no
      AND m.indicator_id = r.indicator_id
      AND m.period_from = r.period_from
      AND coalesce(m.department_id, '') = coalesce(r.department_id, '')
  LEFT JOIN fact.cover AS c ON m.department_id = c.department_id AND m.period_from = c.period_from
  LEFT JOIN vetoed AS n
    ON
      m.indicator_id = n.indicator_id
      AND m.department_id = n.department_id
      AND m.period_from = n.period_from
  CROSS JOIN fact.setting AS x
  WHERE m.state IN ('scored', 'shadow') AND coalesce(s.money_target, r.own_target) IS NOT NULL
),

sided AS (
  SELECT
    *,
    distance > 0 AS is_better,
    coalesce(if(distance > 0, reward_rate, penalty_rate), 0) AS rate,
    coalesce(if(distance > 0, deadband_reward, deadband_penalty), 0) AS deadband,
    if(distance > 0, cap_units, collar_units) AS max_units,
    if(distance > 0, cap_amount, collar_amount) AS max_amount
  FROM termed
),

measured AS (
  SELECT
    *,
    cast(greatest(abs(distance) - deadband, 0) AS DECIMAL(20, 8)) AS units
  FROM sided
),

priced AS (
  SELECT
    *,
    cast(fact.to_step(units * rate, round_cny) AS DECIMAL(18, 2)) AS stated,
    cast(
      fact.to_step(
        least(
          cast(least(units, coalesce(max_units, units)) AS DECIMAL(20, 8)) * rate,
          coalesce(cast(max_amount AS DECIMAL(38, 12)), cast(units AS DECIMAL(20, 8)) * rate)
        ),
        round_cny
      ) AS DECIMAL(18, 2)
    ) AS amount
  FROM measured
),

judged AS (
  SELECT
    *,
    if(currency = 'CNY', '元', currency) AS currency_zh,
    if(figure IS NULL, fact.percent(value), fact.plain(value)) AS value_said,
    if(figure IS NULL, fact.percent(target), fact.plain(target)) AS target_said,
    if(figure IS NULL, fact.grouped(numerator) || '/' || fact.grouped(denominator), NULL) AS counts,
    CASE
      WHEN stated = 0 THEN 'none'
      WHEN is_better THEN 'reward'
      ELSE 'penalty'
    END AS kind,
    CASE
      WHEN amount = 0 THEN 'no_amount'
      WHEN currency != 'CNY' THEN 'other_currency'
      WHEN state = 'shadow' THEN 'shadow'
      WHEN department_id IS NULL THEN 'whole_utility'
      WHEN is_open THEN 'period_open'
      WHEN is_better AND is_vetoed THEN 'veto'
      WHEN is_better THEN gate_reason
    END AS unbooked_reason
  FROM priced
)

SELECT
  indicator_id,
  department_id,
  period_from,
  edition_no,
  kind,
  value,
  target,
  distance,
  deadband,
  units,
  unit_zh,
  unit,
  rate,
  stated,
  max_units,
  max_amount,
  amount,
  currency,
  amount < stated AS is_capped,
  unbooked_reason IS NULL AS is_booked,
  unbooked_reason,
  title_zh || '：' || value_said || coalesce('（' || counts || '）', '') || '，目标 ' || target_said || '，'
  || if(is_better, '优于', if(distance < 0, '劣于', '等于')) || '目标 ' || fact.plain(abs(distance)) || ' '
  || unit_zh
  || if(deadband > 0, '，免计 ' || fact.plain(deadband), '')
  || '；' || fact.plain(units) || ' × ' || fact.plain(rate) || ' ' || currency_zh || ' = ' || fact.yuan(stated)
  || if(
    amount < stated,
    '，达到上限'
    || coalesce('（' || fact.plain(max_units) || ' ' || unit_zh || '）', '')
    || coalesce('（' || fact.plain(max_amount) || ' ' || currency_zh || '）', '')
    || '，计 ' || fact.yuan(amount), ''
  )
  || if(currency != 'CNY', '；' || currency || ' 不入人民币台账，仅列示', '') AS basis_zh,
  title_en || ': ' || value_said || coalesce(' (' || counts || ')', '') || ' against a target of '
  || target_said || ', '
  || fact.plain(abs(distance)) || ' x 1 ' || unit || ' '
  || if(is_better, 'better', if(distance < 0, 'worse', 'off'))
  || if(deadband > 0, ', ' || fact.plain(deadband) || ' of them free', '')
  || '; ' || fact.plain(units) || ' x ' || fact.plain(rate) || ' ' || currency || ' = ' || fact.yuan(stated)
  || if(
    amount < stated,
    ', capped'
    || coalesce(' at ' || fact.plain(max_units) || ' units', '')
    || coalesce(' at ' || fact.plain(max_amount) || ' ' || currency, '')
    || ': ' || fact.yuan(amount), ''
  )
  || if(
    currency != 'CNY', '; ' || currency || ' is shown and never booked in the ledger, which is in CNY', ''
  ) AS basis
FROM judged
