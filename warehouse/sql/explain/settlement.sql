-- Question: what does the scheme settle by indicators for a department's month, booked or not?
-- Grain:    one indicator.
-- Inputs:   score.settlement; $department_id, $period_from.
SELECT
  indicator_id,
  kind,
  basis_zh,
  basis,
  amount,
  currency,
  is_capped,
  unbooked_reason
FROM score.settlement
WHERE department_id = $department_id AND period_from = $period_from AND kind != 'none'
ORDER BY indicator_id
