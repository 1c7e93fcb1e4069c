-- Question: which observations of a closed month would be judged otherwise by what is known now?
-- Grain:    one clause on one record.
-- Inputs:   diff_change; $month.
SELECT
  cast($month AS DATE) AS month,
  observation_id,
  clause_id,
  record_id,
  coalesce(department_other, department_one) AS department_id,
  verdict_one AS frozen_verdict,
  reason_one AS frozen_reason,
  verdict_other AS verdict,
  reason_other AS reason,
  due_other AS due_at,
  late_by_min_other AS late_by_min,
  cause
FROM diff_change
