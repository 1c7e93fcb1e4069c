-- Question: why were rows set aside?
-- Grain:    one table, column and reason.
-- Inputs:   quality.quarantine; $lang (zh or en).
SELECT
  table_name,
  column_name,
  CASE $lang WHEN 'zh' THEN reason_zh ELSE reason_en END AS reason,
  count(*) AS n
FROM quality.quarantine
GROUP BY ALL
ORDER BY n DESC, table_name, column_name, reason
LIMIT 10
