-- Question: which appeals were filed against an observation or its money?
-- Grain:    one appeal, oldest first.
-- Inputs:   audit.appeal; $observation_id, $entry_ids.
SELECT *
FROM audit.appeal
WHERE observation_id = $observation_id OR list_contains(cast($entry_ids AS VARCHAR[]), entry_id)
ORDER BY filed_at, appeal_id
