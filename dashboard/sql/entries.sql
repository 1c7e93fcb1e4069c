-- Question: what money rests on an observation?
-- Grain:    one entry of the ledger.
-- Inputs:   score.ledger_entry; $observation.
SELECT *, basis AS basis_en
FROM score.ledger_entry
WHERE observation_id = $observation AND in_scope(department_id)
ORDER BY entry_id
