-- Question: which addends of points and yuan differ between two audits?
-- Grain:    one line of a scorecard that differs, or one ledger entry that stands on none.
-- Inputs:   one.score.line, one.score.ledger_entry, one.rulebook.clause, other.score.line,
--           other.score.ledger_entry, other.rulebook.clause, diff_indicator_clause.
-- The clause of a line is the first part of its source, or the one that the scheme's indicator of that
-- name reads. An entry without a department stands on no scorecard; money it takes back counts against it.
CREATE OR REPLACE TEMP TABLE diff_line AS
WITH all_lines AS (
  SELECT 'one' AS side, line_id, department_id, period_from, kind, source_id, points, amount_cny
  FROM one.score.line
  UNION ALL BY NAME
  SELECT
    'one' AS side,
    entry_id AS line_id,
    department_id,
    period_from,
    kind,
    entry_id AS source_id,
    0 AS points,
    if(coalesce(is_reversal, FALSE), -1, 1) * coalesce(amount_cny, 0) AS amount_cny
  FROM one.score.ledger_entry
  WHERE department_id IS NULL
  UNION ALL BY NAME
  SELECT 'other' AS side, line_id, department_id, period_from, kind, source_id, points, amount_cny
  FROM other.score.line
  UNION ALL BY NAME
  SELECT
    'other' AS side,
    entry_id AS line_id,
    department_id,
    period_from,
    kind,
    entry_id AS source_id,
    0 AS points,
    if(coalesce(is_reversal, FALSE), -1, 1) * coalesce(amount_cny, 0) AS amount_cny
  FROM other.score.ledger_entry
  WHERE department_id IS NULL
),

paired AS (
  SELECT
    line_id,
    department_id,
    period_from,
    kind,
    any_value(source_id) AS source_id,
    sum(points) FILTER (side = 'one') AS points_one,
    sum(points) FILTER (side = 'other') AS points_other,
    sum(amount_cny) FILTER (side = 'one') AS amount_one,
    sum(amount_cny) FILTER (side = 'other') AS amount_other
  FROM all_lines
  GROUP BY line_id, department_id, period_from, kind
),

known_clause AS (
  SELECT clause_id FROM one.rulebook.clause
  UNION
  SELECT clause_id FROM other.rulebook.clause
)

SELECT
  p.line_id,
  p.department_id,
  p.period_from,
  p.kind,
  p.source_id,
  coalesce(k.clause_id, i.clause_id) AS clause_id,
  cast(p.points_one AS DECIMAL(18, 4)) AS points_one,
  cast(p.points_other AS DECIMAL(18, 4)) AS points_other,
  cast(p.amount_one AS DECIMAL(18, 2)) AS amount_one,
  cast(p.amount_other AS DECIMAL(18, 2)) AS amount_other,
  cast(coalesce(p.points_other, 0) - coalesce(p.points_one, 0) AS DECIMAL(18, 4)) AS points,
  cast(coalesce(p.amount_other, 0) - coalesce(p.amount_one, 0) AS DECIMAL(18, 2)) AS amount_cny
FROM paired AS p
LEFT JOIN known_clause AS k ON split_part(p.source_id, '/', 1) = k.clause_id
LEFT JOIN diff_indicator_clause AS i ON split_part(p.source_id, '/', 1) = i.indicator_id
WHERE
  coalesce(p.points_other, 0) != coalesce(p.points_one, 0)
  OR coalesce(p.amount_other, 0) != coalesce(p.amount_one, 0)
