-- Question: which observations fit the filters?
-- Grain:    one observation.
-- Inputs:   audit.verdict, rulebook.clause; $limit, $offset.
-- Positions are picked first and the rest is fetched for them alone: that keeps deep pages of millions fast.
WITH picked AS (
  SELECT v.rowid AS position
  FROM audit.verdict AS v
  WHERE in_scope(v.department_id) AND wanted()
  ORDER BY arranged()
  LIMIT $limit OFFSET $offset
)

SELECT
  v.rowid AS position,
  c.clause_id || '/' || v.record_id AS observation_id,
  c.clause_id,
  c.title_zh,
  c.title_en,
  c.is_governing,
  c.subject AS record_table,
  v.record_id,
  v.department_id,
  v.staff_id,
  v.period_from,
  v.started_at,
  v.due_at,
  v.stopped_at,
  v.measured,
  v.limit_value,
  c.limit_unit AS unit,
  v.late_by_min,
  v.verdict,
  v.reason,
  v.is_provisional,
  f.file AS source_file,
  v.source_row
FROM audit.verdict AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
LEFT JOIN quality.received_file AS f ON v.source_file_id = f.file_id
WHERE v.rowid IN (SELECT position FROM picked)
ORDER BY arranged()
