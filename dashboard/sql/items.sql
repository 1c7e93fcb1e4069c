-- Question: which records does a rate count, and how did each come out?
-- Grain:    one record of a rate.
-- Inputs:   audit.item, rulebook.clause, quality.received_file; $limit, $offset.
WITH picked AS (
  SELECT i.rowid AS position
  FROM audit.item AS i
  WHERE in_scope(i.department_id) AND wanted()
  ORDER BY arranged()
  LIMIT $limit OFFSET $offset
)

SELECT
  i.rowid AS position,
  c.clause_id,
  c.title_zh,
  c.title_en,
  c.subject AS record_table,
  i.record_id,
  i.department_id,
  i.period_from,
  i.outcome,
  i.reason,
  f.file AS source_file,
  i.source_row
FROM audit.item AS i
INNER JOIN rulebook.clause AS c ON i.version_id = c.version_id
LEFT JOIN quality.received_file AS f ON i.source_file_id = f.file_id
WHERE i.rowid IN (SELECT position FROM picked)
ORDER BY arranged()
