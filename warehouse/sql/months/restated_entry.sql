-- Question: which entries book the restated money?
-- Grain:    one restated entry and pair of parties that is booked.
-- Inputs:   months_restated, one.score.ledger_entry (frozen), other.score.ledger_entry (now),
--           months_booked_entry.
-- The entry is the one it restates, with another amount and month. Money that is taken back goes the other
-- way: payer and payee are exchanged, and no amount is negative.
WITH template AS (
  SELECT 1 AS rank, * FROM other.score.ledger_entry
  UNION ALL BY NAME
  SELECT 2 AS rank, * FROM one.score.ledger_entry
  UNION ALL BY NAME
  SELECT 3 AS rank, * EXCLUDE (signed_cny) FROM months_booked_entry
)

SELECT
  t.* EXCLUDE (rank) REPLACE (
    w.booked_as AS entry_id,
    w.department_id AS department_id,
    w.booked_in AS period_from,
    if(w.amount < 0, w.payee_type, w.payer_type) AS payer_type,
    if(w.amount < 0, w.payee_id, w.payer_id) AS payer_id,
    if(w.amount < 0, w.payer_type, w.payee_type) AS payee_type,
    if(w.amount < 0, w.payer_id, w.payee_id) AS payee_id,
    if(w.is_without_amount, NULL, cast(abs(w.amount) AS DECIMAL(18, 2))) AS amount_cny,
    '更正已关账的 ' || strftime(w.month, '%Y-%m') || '：账上 ' || cast(coalesce(w.old_amount, 0) AS DECIMAL(18, 2))
    || ' 元，应为 ' || cast(coalesce(w.new_amount, 0) AS DECIMAL(18, 2)) || ' 元，'
    || if(w.amount < 0, '收回 ', '补记 ') || cast(abs(w.amount) AS DECIMAL(18, 2)) || ' 元'
    || if(w.amount < 0, '，付款方与收款方对调', '') || '。' || t.basis_zh AS basis_zh,
    'restates the closed ' || strftime(w.month, '%Y-%m') || ': the books have '
    || cast(coalesce(w.old_amount, 0) AS DECIMAL(18, 2)) || ' CNY, it should be '
    || cast(coalesce(w.new_amount, 0) AS DECIMAL(18, 2)) || ' CNY: '
    || if(w.amount < 0, 'takes back ', 'adds ') || cast(abs(w.amount) AS DECIMAL(18, 2)) || ' CNY'
    || if(w.amount < 0, ', payer and payee exchanged', '') || '. ' || t.basis AS basis,
    if(w.amount < 0, 'booked', t.status) AS status,
    w.entry_id AS restates,
    w.amount < 0 AS is_reversal
  )
FROM months_restated AS w
INNER JOIN template AS t ON w.entry_id = t.entry_id
WHERE w.is_booked
QUALIFY
  row_number() OVER (
    PARTITION BY w.booked_as
    ORDER BY
      coalesce(t.payer_id, '') = coalesce(w.payer_id, '')
      AND coalesce(t.payee_id, '') = coalesce(w.payee_id, '') DESC,
      t.rank
  ) = 1
