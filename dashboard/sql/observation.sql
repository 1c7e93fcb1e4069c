-- Question: what did a clause find on one record, and what did it draw?
-- Grain:    one observation.
-- Inputs:   audit.observation, rulebook.clause, audit.verdict, meta.run; $clause, $record.
-- The verdict is looked for among those of the clause alone: that reads a part of the millions of rows.
WITH delivered AS MATERIALIZED (
  SELECT v.version_id, v.source_file_id
  FROM audit.verdict AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  WHERE c.clause_id = $clause AND v.record_id = $record
)

SELECT
  o.*,
  c.title_zh,
  c.title_en,
  c.regulation_title_zh,
  c.regulation_title_en,
  c.locator,
  c.calendar,
  c.kind,
  d.source_file_id,
  r.zone
FROM audit.observation AS o
INNER JOIN rulebook.clause AS c
  ON
    o.clause_id = c.clause_id
    AND coalesce(o.clause_version_from, DATE '0001-01-01')
    = coalesce(c.version_from, DATE '0001-01-01')
INNER JOIN delivered AS d ON c.version_id = d.version_id
CROSS JOIN meta.run AS r
WHERE o.clause_id = $clause AND o.record_id = $record AND in_scope(o.department_id)
