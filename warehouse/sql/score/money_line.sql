-- Question: which yuan stand on a department's scorecard, line by line?
-- Grain:    one ledger entry that a department answers for.
-- Inputs:   score.ledger_entry.
SELECT
  department_id || '/' || entry_id AS line_id,
  department_id,
  period_from,
  kind,
  entry_id AS source_id,
  cast(0 AS DECIMAL(18, 4)) AS points,
  coalesce(amount_cny, 0) AS amount_cny,
  basis_zh,
  basis
FROM score.ledger_entry
WHERE department_id IS NOT NULL
