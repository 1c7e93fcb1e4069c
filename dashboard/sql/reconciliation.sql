-- Question: does every row that was received have its place?
-- Grain:    one table of evidence.
-- Inputs:   quality.reconciliation, quality.received_file.
-- Scope:    none: counts of deliveries, without any department.
-- Superseded are the rows of a file that was received before (repeated), and rows that a later one corrected.
WITH repeated AS (
  SELECT table_name, cast(sum(n_superseded) AS BIGINT) AS n
  FROM quality.received_file
  WHERE status = 'duplicate'
  GROUP BY table_name
)

SELECT
  r.*,
  coalesce(d.n, 0) AS n_repeated,
  r.n_superseded - coalesce(d.n, 0) AS n_corrected
FROM quality.reconciliation AS r
LEFT JOIN repeated AS d ON r.table_name = d.table_name
ORDER BY r.is_balanced, r.table_name
