-- Question: who owes and who is owed, of each kind of money?
-- Grain:    one kind, month and account; customers and people are taken together. Out of scope: the
--           accounts of other departments, and all that belongs to none.
-- Inputs:   score.balance; $month (null = all months).
WITH named AS (
  SELECT
    b.*,
    if(b.account_type = 'department', b.account_id, NULL) AS department_id
  FROM score.balance AS b
)

SELECT
  n.kind,
  n.period_from,
  n.account_type,
  n.department_id,
  count(*) AS n_accounts,
  sum(n.debit_cny) AS debit_cny,
  sum(n.credit_cny) AS credit_cny,
  sum(n.balance_cny) AS balance_cny
FROM named AS n
WHERE in_scope(n.department_id) AND ($month::DATE IS NULL OR n.period_from = $month)
GROUP BY n.kind, n.period_from, n.account_type, n.department_id
ORDER BY n.period_from DESC, n.kind, n.account_type, n.department_id
