-- Question: for which months is there anything about a department?
-- Grain:    one month.
-- Inputs:   score.scorecard, score.line; $department_id.
SELECT period_from FROM score.scorecard WHERE department_id = $department_id
UNION
SELECT period_from FROM score.line WHERE department_id = $department_id
ORDER BY period_from
