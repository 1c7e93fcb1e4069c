-- Question: what does a clause ask, by its newest version?
-- Grain:    one clause.
-- Inputs:   prepared.clause; $clause.
-- Scope:    none: rules.
SELECT * FROM prepared.clause
WHERE clause_id = $clause
