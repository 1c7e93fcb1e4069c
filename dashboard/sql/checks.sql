-- Question: which checks on the evidence did not pass?
-- Grain:    one check.
-- Inputs:   quality.check_result.
-- Scope:    none: counts over tables, without any department.
SELECT check_name, table_name, column_name, outcome, severity, n_checked, n_unexpected, detail
FROM quality.check_result
WHERE outcome != 'passed'
ORDER BY severity, outcome, table_name, check_name
