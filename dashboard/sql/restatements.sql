-- Question: what changed about closed months, why, and where was the difference booked?
-- Grain:    one difference, by cause.
-- Inputs:   score.restatement; $month (closed or booked in), $department (null = all).
SELECT
  r.restatement_id,
  r.month,
  r.department_id,
  r.table_name,
  r.item,
  r.kind,
  r.old,
  r.new,
  r.points,
  r.amount_cny,
  r.cause,
  r.booked_in,
  r.booked_as
FROM score.restatement AS r
WHERE
  in_scope(r.department_id)
  AND ($month::DATE IS NULL OR $month IN (r.month, r.booked_in))
  AND ($department::VARCHAR IS NULL OR r.department_id = $department)
ORDER BY r.month DESC, r.department_id, r.table_name, r.item, r.cause
