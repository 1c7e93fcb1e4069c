-- Question: how was a late observation shared out among the departments that held its ticket?
-- Grain:    one department.
-- Inputs:   audit.attribution; $clause_id, $record_id.
SELECT *
FROM audit.attribution
WHERE clause_id = $clause_id AND record_id = $record_id
ORDER BY share DESC, department_id
