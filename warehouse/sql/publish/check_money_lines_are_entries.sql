-- Question: which yuan stand on a scorecard without an entry, or in an entry without a line?
-- Grain:    one money line or entry.
-- Inputs:   score.line, score.ledger_entry, rulebook.label.
-- What is open, absorbed or waived has a line of nothing, so that it is seen; what is taken
-- back of a closed month stands as a minus.
WITH line AS (
  SELECT l.*
  FROM score.line AS l
  SEMI JOIN rulebook.label AS k ON k.list = 'ledger_kinds' AND l.kind = k.code
),

entry AS (
  SELECT
    * REPLACE (if(coalesce(is_reversal, FALSE), -amount_cny, amount_cny) AS amount_cny)
  FROM score.ledger_entry
  WHERE department_id IS NOT NULL
)

SELECT coalesce(e.entry_id, l.line_id) AS row_id, e.amount_cny, l.amount_cny AS line_cny
FROM entry AS e
FULL JOIN line AS l
  ON
    e.entry_id = l.source_id
    AND e.department_id = l.department_id
    AND e.period_from = l.period_from
    AND e.kind = l.kind
WHERE coalesce(e.amount_cny, 0) != coalesce(l.amount_cny, 0) OR e.entry_id IS NULL OR l.line_id IS NULL
