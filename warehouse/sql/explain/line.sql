-- Question: which addends make up one department's month?
-- Grain:    one line: base points first, then what costs most.
-- Inputs:   score.line; $department_id, $period_from.
SELECT *
FROM score.line
WHERE department_id = $department_id AND period_from = $period_from
ORDER BY kind != 'base', points, amount_cny DESC, line_id
