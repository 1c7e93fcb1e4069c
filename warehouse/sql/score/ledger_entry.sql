-- Question: what money does each breach draw, from whom to whom, and how was the amount reached?
-- Grain:    one entry: one ledger id on one record and month, however many clauses state the same fact.
-- Inputs:   audit.verdict, rulebook.clause, rulebook.consequence, rulebook.profile, fact.amount,
--           fact.moment, fact.match, fact.record, fact.setting.
-- Only hard governing clauses draw money. Days late are local days after the due day (or after the moment
-- the ledger names plus the limit, if that is later); a started day counts whole unless the profile counts
-- completed ones. A range takes its lower end: a higher one needs a written decision.
WITH breach AS (
  SELECT
    v.*,
    c.clause_id,
    c.subject,
    c.title_zh,
    c.title_en,
    coalesce(v.limit_value, 0) AS limit_days,
    k.*,
    s.as_of,
    p.day_counting,
    r.excuse,
    r.excuse_evidence,
    r.class_id
  FROM audit.verdict AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  INNER JOIN rulebook.consequence AS k ON c.clause_id = k.clause_id
  CROSS JOIN rulebook.profile AS p
  CROSS JOIN fact.setting AS s
  LEFT JOIN fact.record AS r ON c.subject = r.record_table AND v.record_id = r.record_id
  LEFT JOIN fact.match AS m
    ON
      v.version_id = m.version_id
      AND m.part = 'money:' || k.ledger_id
      AND r.class_id = m.class_id
  WHERE
    v.verdict = 'breach'
    AND c.is_governing
    AND c.strength = 'hard'
    AND (NOT k.has_conditions OR m.n_met = m.n_conditions)
    AND NOT (coalesce(list_contains(k.excuses, r.excuse), FALSE) AND r.excuse_evidence IS NOT NULL)
),

dated AS (
  SELECT
    b.* EXCLUDE (clause_id_1),
    coalesce(b.stopped_at, b.as_of) AS until_at,
    greatest(
      b.due_at,
      cast(cast(n.happened_at AS DATE) + cast(b.limit_days AS INTEGER) + 1 AS TIMESTAMPTZ)
      - to_microseconds(1)
    ) AS from_at,
    m.amount AS base_amount
  FROM breach AS b
  LEFT JOIN fact.moment AS n
    ON b.subject = n.record_table AND b.not_before_fact = n.fact AND b.record_id = n.record_id
  LEFT JOIN fact.amount AS m
    ON
      b.subject = m.record_table
      AND coalesce(b.percent_of, b.multiple_of) = m.fact
      AND b.record_id = m.record_id
),

counted AS (
  SELECT
    *,
    CASE
      WHEN per != 'day_late' THEN 1
      WHEN day_counting = 'started'
        THEN greatest(date_diff('day', cast(from_at AS DATE), cast(until_at AS DATE)), 0)
      ELSE greatest(date_diff('microsecond', from_at, until_at) // 86400000000, 0)
    END AS n_units
  FROM dated
),

priced AS (
  SELECT
    *,
    CASE
      WHEN is_open THEN NULL
      WHEN amount_cny IS NOT NULL THEN cast(amount_cny * n_units AS DECIMAL(18, 2))
      WHEN percent IS NOT NULL
        THEN cast(round(base_amount * percent * n_units / 100, 2) AS DECIMAL(18, 2))
      ELSE cast(round(base_amount * multiple_low * n_units, 2) AS DECIMAL(18, 2))
    END AS amount,
    if(
      multiple_high IS NULL OR is_open,
      amount,
      cast(round(base_amount * multiple_high * n_units, 2) AS DECIMAL(18, 2))
    ) AS high_amount
  FROM counted
  WHERE n_units > 0
)

SELECT
  ledger_id || '/' || record_id || '/' || strftime(period_from, '%Y-%m') AS entry_id,
  ledger_id,
  kind,
  clause_id,
  clause_id || '/' || record_id AS observation_id,
  department_id,
  period_from,
  payer_type,
  CASE payer_type
    WHEN 'company' THEN 'company'
    WHEN 'department' THEN department_id
    WHEN 'person' THEN staff_id
  END AS payer_id,
  payee_type,
  CASE payee_type
    WHEN 'company' THEN 'company'
    WHEN 'customer' THEN customer_id
    WHEN 'department' THEN department_id
    WHEN 'person' THEN staff_id
  END AS payee_id,
  amount AS amount_cny,
  amount AS low_cny,
  high_amount AS high_cny,
  CASE
    WHEN is_open THEN '文本未定数额，待决定'
    WHEN amount_cny IS NOT NULL AND per = 'day_late'
      THEN '每延误一日 ' || fact.plain(amount_cny) || ' 元 × ' || n_units || ' 日'
    WHEN amount_cny IS NOT NULL THEN '每件 ' || fact.plain(amount_cny) || ' 元'
    WHEN base_amount IS NULL THEN '计算基数未记录，待决定'
    WHEN percent IS NOT NULL
      THEN
        '基数 ' || fact.plain(base_amount) || ' 元 × ' || fact.plain(percent) || '%'
        || if(per = 'day_late', ' × ' || n_units || ' 日', '')
    ELSE
      '违规金额 ' || fact.plain(base_amount) || ' 元 × ' || fact.plain(multiple_low) || ' 倍（区间下限）'
  END || '（' || source || '）' AS basis_zh,
  CASE
    WHEN is_open THEN 'the text gives no amount: to be decided'
    WHEN amount_cny IS NOT NULL AND per = 'day_late'
      THEN fact.plain(amount_cny) || ' CNY per day late x ' || n_units || ' days'
    WHEN amount_cny IS NOT NULL THEN fact.plain(amount_cny) || ' CNY per case'
    WHEN base_amount IS NULL THEN 'the amount it is taken of is not recorded: to be decided'
    WHEN percent IS NOT NULL
      THEN
        fact.plain(percent) || ' % of ' || fact.plain(base_amount) || ' CNY'
        || if(per = 'day_late', ' x ' || n_units || ' days late', '')
    ELSE
      fact.plain(multiple_low) || ' x ' || fact.plain(base_amount) || ' CNY (lower end of the range)'
  END || ' (' || source || ')' AS basis,
  CASE
    WHEN is_open OR amount IS NULL THEN 'open'
    WHEN per = 'day_late' AND stopped_at IS NULL THEN 'accruing'
    ELSE 'booked'
  END AS status
FROM priced
QUALIFY
  row_number() OVER (PARTITION BY ledger_id, record_id, period_from ORDER BY amount DESC, clause_id)
  = 1
