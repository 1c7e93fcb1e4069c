-- Question: what does a breach of a clause draw?
-- Grain:    one consequence.
-- Inputs:   rulebook.consequence; $clause.
-- Scope:    none: rules.
SELECT * FROM rulebook.consequence
WHERE clause_id = $clause
ORDER BY n
