-- Question: how was each clause judged on one record, or the record counted in a rate?
-- Grain:    one clause on the record, governing ones first.
-- Inputs:   audit.verdict, audit.item, rulebook.clause; $record_table, $record_id.
WITH judged AS (
  SELECT *
  FROM audit.verdict
  WHERE record_id = $record_id
  UNION ALL BY NAME
  SELECT
    * EXCLUDE (outcome),
    outcome AS verdict
  FROM audit.item
  WHERE record_id = $record_id
)

SELECT
  j.*,
  c.clause_id,
  c.title_zh,
  c.title_en,
  c.is_governing
FROM judged AS j
INNER JOIN rulebook.clause AS c ON j.version_id = c.version_id
WHERE c.subject = $record_table
ORDER BY c.is_governing DESC, j.started_at NULLS LAST, c.clause_id
