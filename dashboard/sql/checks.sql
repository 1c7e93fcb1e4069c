-- Question: which checks on the evidence, and on the thresholds the utility is known by, did not pass?
-- Grain:    one check.
-- Inputs:   quality.check_result; $whole (whether whoever asks may see the whole utility).
-- Scope:    none: counts over tables, without any department. Thresholds are results of the whole utility,
--           and what is told of a check names values of any department: both only for who may see the whole.
SELECT
  check_name,
  table_name,
  column_name,
  outcome,
  severity,
  n_checked,
  n_unexpected,
  CASE WHEN $whole THEN detail END AS detail,
  table_name IS NULL AS is_of_results
FROM quality.check_result
WHERE outcome != 'passed' AND ($whole OR table_name IS NOT NULL)
ORDER BY severity, outcome, table_name, check_name
