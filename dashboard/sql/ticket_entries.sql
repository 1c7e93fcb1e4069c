-- Question: what money rests on a ticket?
-- Grain:    one entry of the ledger.
-- Inputs:   score.ledger_entry; $ticket.
SELECT *, basis AS basis_en
FROM score.ledger_entry
WHERE
  in_scope(department_id)
  AND observation_id IS NOT NULL
  AND substr(observation_id, strpos(observation_id, '/') + 1) = $ticket
ORDER BY entry_id
