-- Question: what falls due in the hours after the audit?
-- Grain:    one open record under a governing clause, the most urgent first.
-- Inputs:   audit.verdict, rulebook.clause, evidence.staff, meta.run; $hours, $limit.
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
  v.started_at,
  v.due_at,
  v.is_provisional,
  date_diff('minute', r.as_of, v.due_at) AS left_min,
  count(*) OVER () AS n_all
FROM audit.verdict AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
CROSS JOIN meta.run AS r
LEFT JOIN evidence.staff AS p ON v.staff_id = p.staff_id
WHERE
  v.verdict = 'pending'
  AND in_scope(v.department_id)
  AND c.is_governing
  AND v.due_at > r.as_of
  AND v.due_at <= r.as_of + to_hours(cast($hours AS INTEGER))
ORDER BY v.due_at, c.clause_id, v.record_id
LIMIT $limit
