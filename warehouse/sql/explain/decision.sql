-- Question: what was decided about an observation, an entry or a department's month?
-- Grain:    one decision, oldest first.
-- Inputs:   audit.decision; $observation_id, $entry_ids, or $department_id and $period_from.
SELECT *
FROM audit.decision
WHERE
  observation_id = $observation_id
  OR list_contains(cast($entry_ids AS VARCHAR[]), entry_id)
  OR (
    target_type IN ('department_month', 'veto')
    AND department_id = $department_id
    AND period_from = $period_from
  )
ORDER BY decided_at, decision_id
