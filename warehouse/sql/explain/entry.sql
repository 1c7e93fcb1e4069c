-- Question: what money rests on one record, or stands under one number?
-- Grain:    one ledger entry.
-- Inputs:   score.ledger_entry, audit.verdict, rulebook.clause; $entry_id, or $record_table and $record_id.
SELECT *
FROM score.ledger_entry
WHERE
  entry_id = $entry_id
  OR observation_id IN (
    SELECT c.clause_id || '/' || v.record_id
    FROM audit.verdict AS v
    INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
    WHERE c.subject = $record_table AND v.record_id = $record_id
  )
ORDER BY ledger_id, entry_id
