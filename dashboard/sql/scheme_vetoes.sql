-- Question: which breaches take an indicator, a group, a grade or everything, whatever the points say?
-- Grain:    one veto.
-- Inputs:   rulebook.scheme_veto; $edition.
-- Scope:    none: rules.
SELECT * FROM rulebook.scheme_veto
WHERE edition_no = $edition
ORDER BY veto_id
