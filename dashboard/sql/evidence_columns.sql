-- Question: what do the columns of a table of evidence mean?
-- Grain:    one column.
-- Inputs:   comments of the published file; $table.
-- Scope:    none: words.
SELECT
  column_name,
  split_part(comment, ' / ', 1) AS zh,
  array_to_string(string_split(comment, ' / ')[2:], ' / ') AS en
FROM duckdb_columns()
WHERE database_name = 'published' AND schema_name = 'evidence' AND table_name = $table
ORDER BY column_index
