-- Question: what does a breach of each clause draw, by which line of the ledger?
-- Grain:    one consequence of one clause.
-- Inputs:   rulebook.consequence, rulebook.clause, rulebook.ledger.
-- Scope:    none: rules.
SELECT
  q.*,
  c.title_zh,
  c.title_en,
  c.is_governing,
  c.regulation,
  l.title_zh AS ledger_zh,
  l.title_en AS ledger_en
FROM rulebook.consequence AS q
LEFT JOIN
  (
    SELECT * FROM rulebook.clause
    WHERE closed_month IS NULL
    QUALIFY row_number() OVER (PARTITION BY clause_id ORDER BY version_no DESC) = 1
  ) AS c
  ON q.clause_id = c.clause_id
LEFT JOIN rulebook.ledger AS l ON q.ledger_id = l.ledger_id AND l.payer_no = 1
ORDER BY c.regulation, q.clause_id, q.n
