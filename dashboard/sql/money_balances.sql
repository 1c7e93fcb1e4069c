-- Question: what is the balance of each kind of money?
-- Grain:    one kind and status; kinds are never netted.
-- Inputs:   score.ledger_entry.
SELECT
  e.kind,
  e.status,
  count(*) AS n,
  count(e.amount_cny) AS n_with_amount,
  sum(e.amount_cny) AS amount_cny
FROM score.ledger_entry AS e
WHERE in_scope(e.department_id) AND wanted()
GROUP BY e.kind, e.status
ORDER BY e.kind, e.status
