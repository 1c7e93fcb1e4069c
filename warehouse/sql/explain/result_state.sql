-- Question: how does an analysed parameter of a sample compare with its limit?
-- Grain:    one parameter of one sample.
-- Inputs:   audit.result_state; $record_id.
SELECT result_state
FROM audit.result_state
WHERE sample_id || '|' || parameter = $record_id
