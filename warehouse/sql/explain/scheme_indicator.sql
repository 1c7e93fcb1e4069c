-- Question: as which indicators of the scheme is a clause, or a rate that is the share of it, scored?
-- Grain:    one indicator of any edition.
-- Inputs:   rulebook.scheme_indicator, rulebook.clause; $clause_id.
SELECT DISTINCT s.indicator_id
FROM rulebook.scheme_indicator AS s
INNER JOIN rulebook.clause AS c ON s.clause_id = c.clause_id
WHERE c.clause_id = $clause_id OR c.rate_clause_id = $clause_id
ORDER BY s.indicator_id
