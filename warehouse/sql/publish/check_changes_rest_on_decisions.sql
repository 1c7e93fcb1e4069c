-- Question: which verdicts were changed by nothing, or by a decision that does not count?
-- Grain:    one clause version and record.
-- Inputs:   audit.verdict, audit.decision, meta.closed_month.
-- A closed month keeps what a decision changed, even where another one counts instead by now.
SELECT v.version_id, v.record_id, v.decision_id
FROM audit.verdict AS v
LEFT JOIN audit.decision AS d ON v.decision_id = d.decision_id AND d.status = 'applied'
WHERE
  v.period_from NOT IN (SELECT month FROM meta.closed_month)
  AND (
    (v.original_verdict IS NULL) != (v.decision_id IS NULL)
    OR (v.decision_id IS NOT NULL AND d.decision_id IS NULL)
  )
