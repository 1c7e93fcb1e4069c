-- Question: which incidents draw a fixed penalty?
-- Grain:    one penalty.
-- Inputs:   rulebook.scheme_incident; $edition.
-- Scope:    none: rules.
SELECT * FROM rulebook.scheme_incident
WHERE edition_no = $edition
ORDER BY incident_id
