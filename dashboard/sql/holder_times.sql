-- Question: which parts of a late clause's time counted, in whose hands?
-- Grain:    one stretch of one holder; departments and people out of scope are not named. What ran by the
--           wall clock but not by the clause's own lies outside working time, or in a pause.
-- Inputs:   audit.holder_time, audit.verdict, rulebook.clause; $record, $clause.
SELECT
  h.from_at,
  h.until_at,
  if(in_scope(h.department_id), h.department_id, NULL) AS department_id,
  h.department_id IS NOT NULL AS is_known,
  if(in_scope(h.department_id), h.staff_id, NULL) AS staff_id,
  h.state,
  h.is_at_due,
  h.before_due_min,
  h.after_due_min,
  CASE
    WHEN h.state != 'paused'
      THEN
        greatest(
          date_diff('second', h.from_at, h.until_at) / 60 - h.before_due_min - h.after_due_min, 0
        )
  END AS outside_min,
  CASE WHEN h.state = 'paused' THEN date_diff('second', h.from_at, h.until_at) / 60 END AS paused_min,
  h.limit_min
FROM audit.holder_time AS h
WHERE
  h.record_id = $record
  AND h.clause_id = $clause
  AND EXISTS (
    SELECT 1 AS one
    FROM audit.verdict AS v
    INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
    WHERE v.record_id = $record AND c.clause_id = $clause AND in_scope(v.department_id)
  )
ORDER BY h.from_at
