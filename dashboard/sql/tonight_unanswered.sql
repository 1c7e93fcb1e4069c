-- Question: which breaches does no department answer for?
-- Grain:    one breach of a governing clause, the newest first.
-- Inputs:   audit.verdict, rulebook.clause; $limit.
SELECT
  c.clause_id || '/' || v.record_id AS observation_id,
  c.clause_id,
  c.title_zh,
  c.title_en,
  c.subject AS record_table,
  v.record_id,
  v.period_from,
  coalesce(v.due_at, v.stopped_at, v.started_at) AS broke_at,
  v.reason,
  count(*) OVER () AS n_all
FROM audit.verdict AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
WHERE v.verdict = 'breach' AND c.is_governing AND v.department_id IS NULL AND in_scope(v.department_id)
ORDER BY broke_at DESC, c.clause_id, v.record_id
LIMIT $limit
