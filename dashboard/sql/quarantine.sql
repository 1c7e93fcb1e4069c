-- Question: which values have to be corrected, in which file and line?
-- Grain:    one value that breaks its contract.
-- Inputs:   quality.quarantine; $limit, $offset.
-- A row set aside belongs to no department yet: only who sees the whole sees it.
WITH placed AS (
  SELECT *, cast(NULL AS VARCHAR) AS department_id FROM quality.quarantine
)

SELECT file, source_row, table_name, column_name, value, reason_zh, reason_en
FROM placed
WHERE in_scope(department_id)
ORDER BY file, source_row, column_name
LIMIT $limit OFFSET $offset
