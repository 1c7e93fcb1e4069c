-- Question: why were rows set aside?
-- Grain:    one table, column and reason.
-- Inputs:   quality.quarantine.
-- Scope:    none: counts, without any value.
SELECT
  table_name,
  column_name,
  reason_zh,
  reason_en,
  count(*) AS n,
  count(DISTINCT file_id) AS n_files
FROM quality.quarantine
GROUP BY ALL
ORDER BY n DESC, table_name, column_name, reason_zh
