-- Question: how was each clause judged on one record?
-- Grain:    one clause on the record, governing ones first.
-- Inputs:   audit.verdict, rulebook.clause; $record_table, $record_id.
SELECT
  v.*,
  c.clause_id,
  c.title_zh,
  c.title_en,
  c.is_governing
FROM audit.verdict AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
WHERE c.subject = $record_table AND v.record_id = $record_id
ORDER BY c.is_governing DESC, v.started_at NULLS LAST, c.clause_id
