-- Question: by which rule does a breach of a clause draw one kind of money?
-- Grain:    one row.
-- Inputs:   rulebook.consequence, rulebook.profile; $clause_id, $ledger_id.
SELECT
  k.per,
  k.amount_cny,
  k.not_before_fact,
  p.day_counting
FROM rulebook.consequence AS k
CROSS JOIN rulebook.profile AS p
WHERE k.clause_id = $clause_id AND k.ledger_id = $ledger_id
