-- Question: what was restated of a department's closed month, or is booked in this month of an earlier one?
-- Grain:    one difference.
-- Inputs:   score.restatement; $department_id, $period_from.
SELECT *
FROM score.restatement
WHERE department_id = $department_id AND (month = $period_from OR booked_in = $period_from)
ORDER BY month, restatement_id
