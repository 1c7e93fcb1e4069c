-- Question: which lines do restatements add to the scorecards of the month they are booked in?
-- Grain:    one department and restated month (points), or one entry that restates one (yuan).
-- Inputs:   score.restatement, score.ledger_entry; $booked_in.
-- Money that is taken back stands on the scorecard as a minus under its own kind.
SELECT
  booked_as AS line_id,
  department_id,
  booked_in AS period_from,
  'restatement' AS kind,
  strftime(month, '%Y-%m') AS source_id,
  cast(sum(points) AS DECIMAL(18, 4)) AS points,
  cast(0 AS DECIMAL(18, 2)) AS amount_cny,
  '更正已关账的 ' || strftime(month, '%Y-%m') || '：' || printf('%+.2f', sum(points)::DOUBLE) || ' 分，'
  || count(DISTINCT item) || ' 行不同' AS basis_zh,
  'restates the closed ' || strftime(month, '%Y-%m') || ': ' || printf('%+.2f', sum(points)::DOUBLE)
  || ' points from ' || count(DISTINCT item) || ' lines' AS basis
FROM score.restatement
WHERE booked_in = $booked_in AND table_name = 'score.line' AND booked_as IS NOT NULL
GROUP BY booked_as, department_id, booked_in, month
UNION ALL
SELECT
  department_id || '/' || entry_id AS line_id,
  department_id,
  period_from,
  kind,
  entry_id AS source_id,
  cast(0 AS DECIMAL(18, 4)) AS points,
  if(is_reversal, -1, 1) * coalesce(amount_cny, 0) AS amount_cny,
  basis_zh,
  basis
FROM score.ledger_entry
WHERE restates IS NOT NULL AND period_from = $booked_in AND department_id IS NOT NULL
