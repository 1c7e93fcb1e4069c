-- Question: who held a late ticket, for how long, how long might they, and whose lateness is it by the rule?
-- Grain:    one clause and department; departments and people out of scope are not named.
-- Inputs:   audit.attribution, audit.verdict, prepared.clause; $record, $clause (null = every clause).
SELECT
  t.clause_id,
  c.title_zh,
  c.title_en,
  if(in_scope(t.department_id), t.department_id, NULL) AS department_id,
  t.department_id IS NOT NULL AS is_known,
  if(in_scope(t.department_id), t.staff_id, NULL) AS staff_id,
  t.held_min,
  t.allowance_min,
  if(t.held_min > t.allowance_min, t.held_min - t.allowance_min, NULL) AS over_min,
  t.is_at_due,
  t.is_routed,
  t.share,
  t.rule
FROM audit.attribution AS t
LEFT JOIN prepared.clause AS c ON t.clause_id = c.clause_id
WHERE
  t.record_id = $record
  AND ($clause::VARCHAR IS NULL OR t.clause_id = $clause)
  AND EXISTS (
    SELECT 1 AS one
    FROM audit.attribution AS o
    WHERE o.record_id = t.record_id AND o.clause_id = t.clause_id AND in_scope(o.department_id)
  )
ORDER BY t.clause_id, t.share DESC, t.held_min DESC, md5(t.department_id)
