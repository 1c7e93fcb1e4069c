-- Question: which checks on the evidence, and on the thresholds the utility is known by, did not pass?
-- Grain:    one check.
-- Inputs:   quality.check_result.
-- Scope:    none: counts over tables, without any department.
SELECT
  check_name, table_name, column_name, outcome, severity, n_checked, n_unexpected, detail,
  table_name IS NULL AS is_of_results
FROM quality.check_result
WHERE outcome != 'passed'
ORDER BY severity, outcome, table_name, check_name
