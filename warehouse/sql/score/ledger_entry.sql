-- Question: what does each breach draw, from whom to whom, and how was the amount reached?
-- Grain:    one entry: one ledger id (and payer, where it has two) on one record and month.
-- Inputs:   fact.priced, rulebook.clause, rulebook.label.
-- Of a range the lower end is booked: a higher amount needs a decision with a reason. Nobody is charged who
-- is not named: where the person, unit or customer who pays is not known, the entry stays open and says who
-- must be named. A customer who is not on record is owed the amount all the same. A step is no money and
-- waits for none.
WITH titled AS (
  SELECT
    regulation,
    any_value(regulation_title_zh) AS title_zh,
    any_value(regulation_title_en) AS title_en
  FROM rulebook.clause
  GROUP BY regulation
),

told AS (
  SELECT
    p.*,
    p.payer_id IS NULL AS is_unnamed,
    coalesce('《' || g.title_zh || '》' || ltrim(p.source[len(g.regulation) + 1:]), p.source) AS cited_zh,
    coalesce(g.title_en || ', ' || ltrim(p.source[len(g.regulation) + 1:]), p.source) AS cited,
    coalesce(l.zh, t.zh, p.payer_type) AS who_zh,
    coalesce(l.en, t.en, p.payer_type) AS who,
    CASE
      WHEN p.is_step THEN '不以金额表示的处理'
      WHEN p.is_open THEN '文本未定数额，待决定'
      WHEN p.low_cny IS NULL THEN '计算基数未记录，待决定'
      WHEN p.amount_cny IS NOT NULL AND p.per = 'day_late'
        THEN '每延误一日 ' || fact.plain(p.amount_cny) || ' 元 × ' || p.n_units || ' 日'
      WHEN p.amount_cny IS NOT NULL THEN '每件 ' || fact.plain(p.amount_cny) || ' 元'
      WHEN p.range_low_cny IS NOT NULL
        THEN
          '每件 ' || fact.plain(p.range_low_cny) || ' 元（幅度 ' || fact.plain(p.range_low_cny) || '–'
          || fact.plain(p.range_high_cny) || ' 元的下限）'
      WHEN p.per = 'person_month' THEN '当月奖金 ' || fact.plain(p.base_amount) || ' 元全额'
      WHEN p.percent IS NOT NULL
        THEN
          '基数 ' || fact.plain(p.base_amount) || ' 元 × ' || fact.plain(p.percent) || '%'
          || if(p.per = 'day_late', ' × ' || p.n_units || ' 日', '')
      ELSE
        '违规金额 ' || fact.plain(p.base_amount) || ' 元 × ' || fact.plain(p.multiple_low) || ' 倍（幅度 '
        || fact.plain(p.multiple_low) || '–' || fact.plain(p.multiple_high) || ' 倍的下限）'
    END AS how_zh,
    CASE
      WHEN p.is_step THEN 'a step that is not money'
      WHEN p.is_open THEN 'the text gives no amount: to be decided'
      WHEN p.low_cny IS NULL THEN 'the amount it is taken of is not recorded: to be decided'
      WHEN p.amount_cny IS NOT NULL AND p.per = 'day_late'
        THEN fact.plain(p.amount_cny) || ' CNY per day late x ' || p.n_units || ' days'
      WHEN p.amount_cny IS NOT NULL THEN fact.plain(p.amount_cny) || ' CNY per case'
      WHEN p.range_low_cny IS NOT NULL
        THEN
          fact.plain(p.range_low_cny) || ' CNY per case (lower end of ' || fact.plain(p.range_low_cny)
          || ' to ' || fact.plain(p.range_high_cny) || ' CNY)'
      WHEN p.per = 'person_month'
        THEN 'the whole bonus of the month, ' || fact.plain(p.base_amount) || ' CNY'
      WHEN p.percent IS NOT NULL
        THEN
          fact.plain(p.percent) || ' % of ' || fact.plain(p.base_amount) || ' CNY'
          || if(p.per = 'day_late', ' x ' || p.n_units || ' days late', '')
      ELSE
        fact.plain(p.multiple_low) || ' x ' || fact.plain(p.base_amount) || ' CNY (lower end of '
        || fact.plain(p.multiple_low) || ' to ' || fact.plain(p.multiple_high) || ' times)'
    END AS how
  FROM fact.priced AS p
  LEFT JOIN titled AS g ON starts_with(p.source, g.regulation || ' ')
  LEFT JOIN rulebook.label AS l ON l.list = 'payer_roles' AND p.payer_role = l.code
  LEFT JOIN rulebook.label AS t ON t.list = 'account_types' AND p.payer_type = t.code
)

SELECT
  entry_id,
  ledger_id,
  kind,
  act,
  clause_id,
  observation_id,
  record_id,
  department_id,
  period_from,
  payer_type,
  payer_role,
  payer_id,
  payee_type,
  payee_id,
  is_step,
  low_cny AS stated_cny,
  low_cny,
  high_cny,
  if(is_unnamed, NULL, low_cny) AS amount_cny,
  how_zh || '（' || cited_zh || '）' || CASE
    WHEN payer_type = 'open' THEN '；文本未指明支付方，须由决定写明'
    WHEN is_unnamed THEN '；支付方（' || who_zh || '）未记录，须写明后方可入账'
    WHEN payee_type = 'customer' AND payee_id IS NULL THEN '；收款用户未记录，须写明'
    ELSE ''
  END AS basis_zh,
  how || ' (' || cited || ')' || CASE
    WHEN payer_type = 'open' THEN '; the text names nobody who pays: a decision must'
    WHEN is_unnamed THEN '; who pays (' || who || ') is not on record and must be named before it is booked'
    WHEN payee_type = 'customer' AND payee_id IS NULL
      THEN '; the customer it is owed to is not on record and must be named'
    ELSE ''
  END AS basis,
  CASE
    WHEN is_step AND NOT is_unnamed THEN 'booked'
    WHEN low_cny IS NULL OR is_unnamed THEN 'open'
    WHEN per = 'day_late' AND stopped_at IS NULL THEN 'accruing'
    ELSE 'booked'
  END AS status
FROM told
