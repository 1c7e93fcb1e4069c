-- Question: what does one version of a clause ask?
-- Grain:    one row.
-- Inputs:   rulebook.clause; $version_id.
SELECT *
FROM rulebook.clause
WHERE version_id = $version_id
