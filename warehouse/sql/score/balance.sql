-- Question: what does each account owe, and what is owed to it, by kind and month?
-- Grain:    one kind of money, month and account.
-- Inputs:   score.posting.
-- Positive: owed to the account. The balances of one kind and month are zero in sum.
CREATE OR REPLACE VIEW score.balance AS
SELECT
  kind,
  period_from,
  account_type,
  account_id,
  cast(coalesce(sum(amount_cny) FILTER (side = 'debit'), 0) AS DECIMAL(18, 2)) AS debit_cny,
  cast(coalesce(sum(amount_cny) FILTER (side = 'credit'), 0) AS DECIMAL(18, 2)) AS credit_cny,
  cast(
    sum(CASE WHEN side = 'credit' THEN amount_cny ELSE -amount_cny END) AS DECIMAL(18, 2)
  ) AS balance_cny
FROM score.posting
GROUP BY kind, period_from, account_type, account_id
