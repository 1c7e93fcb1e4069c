-- Question: how did one department do, month by month?
-- Grain:    one month, the newest first.
-- Inputs:   score.scorecard; $department.
SELECT *
FROM score.scorecard
WHERE department_id = $department AND in_scope(department_id)
ORDER BY period_from DESC
