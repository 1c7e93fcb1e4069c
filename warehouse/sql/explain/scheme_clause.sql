-- Question: which clause does an indicator of the scheme score?
-- Grain:    one clause.
-- Inputs:   rulebook.scheme_indicator; $indicator_id.
SELECT DISTINCT clause_id
FROM rulebook.scheme_indicator
WHERE indicator_id = $indicator_id AND clause_id IS NOT NULL
ORDER BY clause_id
