-- Question: which records does a clause judge twice?
-- Grain:    one clause version and record.
-- Inputs:   audit.verdict.
SELECT version_id, record_id
FROM audit.verdict
GROUP BY version_id, record_id
HAVING count(*) > 1
