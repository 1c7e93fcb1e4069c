-- Question: how did one department do in one month?
-- Grain:    one row.
-- Inputs:   score.scorecard; $department_id, $period_from.
SELECT *
FROM score.scorecard
WHERE department_id = $department_id AND period_from = $period_from
