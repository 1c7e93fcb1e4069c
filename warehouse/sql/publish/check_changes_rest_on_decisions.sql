-- Question: which verdicts were changed by nothing, or by a decision that does not count?
-- Grain:    one clause version and record.
-- Inputs:   audit.verdict, audit.decision.
SELECT v.version_id, v.record_id, v.decision_id
FROM audit.verdict AS v
LEFT JOIN audit.decision AS d ON v.decision_id = d.decision_id AND d.status = 'applied'
WHERE
  (v.original_verdict IS NULL) != (v.decision_id IS NULL)
  OR (v.decision_id IS NOT NULL AND d.decision_id IS NULL)
