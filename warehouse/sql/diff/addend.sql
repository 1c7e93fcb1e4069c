-- Question: what does each cause do to the points and yuan of each line?
-- Grain:    one line that differs and one cause; the sums of points and yuan are those of the line.
-- Inputs:   diff_line, diff_points, diff_entry, diff_run.
-- Money follows its ledger entry; of a line that rests on none the left-over cause is told.
CREATE OR REPLACE TEMP TABLE diff_addend AS
SELECT
  l.line_id,
  l.department_id,
  l.period_from,
  l.kind,
  l.source_id,
  l.clause_id,
  p.cause,
  p.points,
  cast(0 AS DECIMAL(18, 2)) AS amount_cny
FROM diff_line AS l
INNER JOIN diff_points AS p ON l.line_id = p.line_id
UNION ALL
SELECT
  l.line_id,
  l.department_id,
  l.period_from,
  l.kind,
  l.source_id,
  e.clause_id,
  coalesce(e.cause, r.left_over) AS cause,
  cast(0 AS DECIMAL(18, 4)) AS points,
  l.amount_cny
FROM diff_line AS l
CROSS JOIN diff_run AS r
LEFT JOIN diff_entry AS e ON l.source_id = e.entry_id
WHERE l.amount_cny != 0
