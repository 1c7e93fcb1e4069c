-- Question: which money rested on a record then, and which does now?
-- Grain:    one ledger entry, those that restate it included.
-- Inputs:   past.score.ledger_entry, present.score.ledger_entry; $observations (ids).
SELECT
  coalesce(a.entry_id, b.entry_id) AS entry_id,
  coalesce(a.kind, b.kind) AS kind,
  a.amount_cny AS amount_cny_then,
  b.amount_cny AS amount_cny_now,
  coalesce(b.payer_id, a.payer_id) AS payer_id,
  coalesce(b.payee_id, a.payee_id) AS payee_id,
  coalesce(b.basis_zh, a.basis_zh) AS basis_zh,
  coalesce(b.basis, a.basis) AS basis_en
FROM past.score.ledger_entry AS a
FULL JOIN present.score.ledger_entry AS b ON a.entry_id = b.entry_id
WHERE list_contains($observations, coalesce(a.observation_id, b.observation_id))
ORDER BY entry_id
