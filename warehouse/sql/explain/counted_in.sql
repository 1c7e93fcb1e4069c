-- Question: in the indicators of which governing clauses does an observation of a clause count?
-- Grain:    one clause: itself, and every rate that is the share of it.
-- Inputs:   rulebook.clause; $clause_id.
SELECT DISTINCT clause_id
FROM rulebook.clause
WHERE is_governing AND (clause_id = $clause_id OR rate_clause_id = $clause_id)
ORDER BY clause_id
