-- Question: what did a clause find on one record, and what did it draw?
-- Grain:    one observation.
-- Inputs:   audit.observation, rulebook.clause, audit.verdict; $clause, $record.
SELECT
  o.*,
  c.title_zh,
  c.title_en,
  c.regulation_title_zh,
  c.regulation_title_en,
  c.locator,
  c.calendar,
  c.kind,
  v.source_file_id,
  r.zone
FROM audit.observation AS o
INNER JOIN rulebook.clause AS c
  ON
    o.clause_id = c.clause_id
    AND coalesce(o.clause_version_from, DATE '0001-01-01')
    = coalesce(c.version_from, DATE '0001-01-01')
INNER JOIN audit.verdict AS v ON c.version_id = v.version_id AND o.record_id = v.record_id
CROSS JOIN meta.run AS r
WHERE o.clause_id = $clause AND o.record_id = $record AND in_scope(o.department_id)
