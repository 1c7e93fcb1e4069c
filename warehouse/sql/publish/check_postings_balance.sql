-- Question: which entries are not posted once as a debit and once as a credit, for the same amount and in
--           their own kind?
-- Grain:    one entry and kind.
-- Inputs:   score.ledger_entry, score.posting.
-- Where every entry balances within its kind, every kind does; a posting in another kind would show as one
-- without an entry.
WITH posted AS (
  SELECT
    entry_id,
    kind,
    count(*) FILTER (side = 'debit') AS n_debits,
    count(*) FILTER (side = 'credit') AS n_credits,
    sum(amount_cny) FILTER (side = 'debit') AS debit_cny,
    sum(amount_cny) FILTER (side = 'credit') AS credit_cny
  FROM score.posting
  GROUP BY entry_id, kind
)

SELECT coalesce(e.entry_id, p.entry_id) AS entry_id, coalesce(e.kind, p.kind) AS kind
FROM score.ledger_entry AS e
FULL JOIN posted AS p ON e.entry_id = p.entry_id AND e.kind = p.kind
WHERE
  (p.entry_id IS NOT NULL OR coalesce(e.amount_cny, 0) != 0)
  AND NOT coalesce(
    p.n_debits = 1
    AND p.n_credits = 1
    AND p.debit_cny = e.amount_cny
    AND p.credit_cny = e.amount_cny,
    FALSE
  )
