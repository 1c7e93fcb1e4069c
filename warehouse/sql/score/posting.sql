-- Question: which accounts does each amount move?
-- Grain:    one side (debit or credit) of one entry with an amount.
-- Inputs:   score.ledger_entry.
-- The payer is debited, the payee credited, in the kind of the entry: kinds are never set off against each
-- other. An account that nobody can name yet is called so. What is open, absorbed or waived moves nothing.
SELECT
  entry_id,
  'debit' AS side,
  payer_type AS account_type,
  coalesce(payer_id, 'unnamed') AS account_id,
  kind,
  period_from,
  amount_cny
FROM score.ledger_entry
WHERE amount_cny != 0
UNION ALL
SELECT
  entry_id,
  'credit' AS side,
  payee_type AS account_type,
  coalesce(payee_id, 'unnamed') AS account_id,
  kind,
  period_from,
  amount_cny
FROM score.ledger_entry
WHERE amount_cny != 0
