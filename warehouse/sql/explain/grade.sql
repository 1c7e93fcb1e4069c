-- Question: from how many points on is each grade given?
-- Grain:    one grade, the highest first.
-- Inputs:   rulebook.grade.
SELECT *
FROM rulebook.grade
ORDER BY at_least DESC
