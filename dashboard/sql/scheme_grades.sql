-- Question: from how many points is each grade reached, and what does it earn?
-- Grain:    one grade, the best first.
-- Inputs:   rulebook.grade; $edition.
-- Scope:    none: rules.
SELECT * FROM rulebook.grade
WHERE edition_no = $edition
ORDER BY at_least DESC
