-- Question: which entries absorb an entry, or are absorbed by it, or correct it, or are corrected by it?
-- Grain:    one other entry.
-- Inputs:   score.ledger_entry; $entry.
SELECT
  o.entry_id,
  o.kind,
  o.period_from,
  o.department_id,
  o.amount_cny,
  o.stated_cny,
  o.basis_zh,
  o.basis AS basis_en,
  o.status,
  CASE
    WHEN e.absorbed_by = o.entry_id THEN 'absorbs'
    WHEN o.absorbed_by = e.entry_id THEN 'absorbed'
    WHEN e.restates = o.entry_id THEN 'restated'
    ELSE 'restates'
  END AS relation
FROM score.ledger_entry AS e
INNER JOIN score.ledger_entry AS o
  ON
    e.entry_id != o.entry_id
    AND (
      e.absorbed_by = o.entry_id
      OR e.entry_id = o.absorbed_by
      OR e.restates = o.entry_id
      OR e.entry_id = o.restates
    )
WHERE e.entry_id = $entry AND in_scope(e.department_id) AND in_scope(o.department_id)
ORDER BY o.entry_id
