-- Question: which deadlines passed longest ago with nothing done to this day?
-- Grain:    one record under a governing clause, the oldest first.
-- Inputs:   audit.verdict, rulebook.clause, evidence.staff, meta.run; $limit.
SELECT
  c.clause_id || '/' || v.record_id AS observation_id,
  c.clause_id,
  c.title_zh,
  c.title_en,
  c.subject AS record_table,
  v.record_id,
  v.department_id,
  v.staff_id,
  if(in_scope(p.dept_id), p.dept_id, NULL) AS staff_department_id,
  p.dept_id IS NOT NULL AS is_known,
  v.due_at,
  date_diff('day', v.due_at, r.as_of) AS n_days,
  count(*) OVER () AS n_all
FROM audit.verdict AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
CROSS JOIN meta.run AS r
LEFT JOIN evidence.staff AS p ON v.staff_id = p.staff_id
WHERE v.verdict = 'breach' AND v.reason = 'not_done' AND c.is_governing AND in_scope(v.department_id)
ORDER BY v.due_at, c.clause_id, v.record_id
LIMIT $limit
