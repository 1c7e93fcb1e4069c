-- Question: which contract checks say that the evidence is not fit to be judged?
-- Grain:    one check that blocks.
-- Inputs:   quality.check_result.
SELECT table_name, column_name, check_name, outcome, n_unexpected, detail
FROM quality.check_result
WHERE severity = 'error' AND outcome != 'passed'
ORDER BY ALL
LIMIT 20
