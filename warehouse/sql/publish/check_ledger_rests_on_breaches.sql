-- Question: which ledger entries rest on something other than a breach?
-- Grain:    one entry.
-- Inputs:   score.ledger_entry, audit.observation.
-- An entry that restates a closed month rests on its restatement: the observation stays as it was frozen.
SELECT l.entry_id
FROM score.ledger_entry AS l
ANTI JOIN (
  SELECT observation_id FROM audit.observation WHERE verdict = 'breach'
) AS o ON l.observation_id = o.observation_id
WHERE l.observation_id IS NOT NULL AND l.restates IS NULL
