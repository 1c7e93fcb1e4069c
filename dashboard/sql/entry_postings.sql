-- Question: which two sides does an entry have?
-- Grain:    one side of the entry; accounts of departments out of scope are not named.
-- Inputs:   score.posting, score.ledger_entry; $entry.
SELECT
  p.side,
  p.account_type,
  if(p.account_type != 'department' OR in_scope(p.account_id), p.account_id, NULL) AS account_id,
  p.account_id IS NOT NULL AS is_known,
  p.kind,
  p.amount_cny
FROM score.posting AS p
INNER JOIN score.ledger_entry AS e ON p.entry_id = e.entry_id
WHERE p.entry_id = $entry AND in_scope(e.department_id)
ORDER BY p.side DESC
