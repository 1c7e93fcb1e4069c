-- Question: which points of a closed month are other than the books have them?
-- Grain:    one line of points and one cause; one row for a department that has a score on one side only.
-- Inputs:   one.score.line (frozen), other.score.line (now), diff_points, diff_run, diff_rank,
--           months_booked; $month, $booked_in.
-- What the books hold is the frozen value and what later closed months have booked of it. A score that is
-- there on one side only is told and not booked: there is nothing to add it to or take it from.
WITH frozen AS (
  SELECT department_id, line_id, kind, points FROM one.score.line
  WHERE amount_cny = 0
),

found AS (
  SELECT department_id, line_id, kind, points FROM other.score.line
  WHERE amount_cny = 0
),

booked AS (
  SELECT * FROM months_booked
  WHERE table_name = 'score.line'
),

line AS (
  SELECT
    line_id,
    any_value(department_id) AS department_id,
    any_value(kind) AS kind,
    sum(points) FILTER (side IN ('frozen', 'booked')) AS old_points,
    sum(points) FILTER (side = 'found') AS new_points
  FROM (
    SELECT 'frozen' AS side, line_id, department_id, kind, points FROM frozen
    UNION ALL
    SELECT 'found' AS side, line_id, department_id, kind, points FROM found
    UNION ALL
    SELECT 'booked' AS side, item AS line_id, department_id, kind, points FROM booked
  )
  GROUP BY line_id
),

scored AS (
  SELECT
    department_id,
    sum(points) FILTER (side = 'frozen') AS frozen_points,
    sum(points) FILTER (side = 'found') AS found_points,
    bool_or(kind = 'base' AND side = 'frozen') AS is_frozen,
    bool_or(kind = 'base' AND side = 'found') AS is_found
  FROM (
    SELECT 'frozen' AS side, department_id, kind, points FROM frozen
    UNION ALL
    SELECT 'found' AS side, department_id, kind, points FROM found
  )
  GROUP BY department_id
),

moved AS (
  SELECT line_id, cause, sum(points) AS points
  FROM (
    SELECT line_id, cause, points FROM diff_points
    UNION ALL
    SELECT item AS line_id, cause, -points AS points FROM booked
  )
  GROUP BY line_id, cause
),

most AS (
  SELECT l.department_id, d.cause
  FROM diff_points AS d
  INNER JOIN line AS l ON d.line_id = l.line_id
  INNER JOIN diff_rank AS k ON d.cause = k.cause
  GROUP BY l.department_id, d.cause, k.rank
  QUALIFY
    row_number() OVER (PARTITION BY l.department_id ORDER BY sum(abs(d.points)) DESC, k.rank) = 1
)

SELECT
  strftime($booked_in, '%Y-%m') || '/' || m.line_id || '/' || m.cause AS restatement_id,
  cast($month AS DATE) AS month,
  l.department_id,
  'score.line' AS table_name,
  m.line_id AS item,
  l.kind,
  cast(cast(l.old_points AS DECIMAL(18, 4)) AS VARCHAR) AS old,
  cast(cast(l.new_points AS DECIMAL(18, 4)) AS VARCHAR) AS new,
  cast(m.points AS DECIMAL(18, 4)) AS points,
  cast(0 AS DECIMAL(18, 2)) AS amount_cny,
  m.cause,
  cast($booked_in AS DATE) AS booked_in,
  l.department_id || '/' || strftime($booked_in, '%Y-%m') || '/restatement/' || strftime($month, '%Y-%m')
    AS booked_as
FROM moved AS m
INNER JOIN line AS l ON m.line_id = l.line_id
INNER JOIN scored AS s ON l.department_id = s.department_id
WHERE m.points != 0 AND s.is_frozen AND s.is_found
UNION ALL
SELECT
  strftime($booked_in, '%Y-%m') || '/' || s.department_id || '/' || strftime($month, '%Y-%m')
    AS restatement_id,
  cast($month AS DATE) AS month,
  s.department_id,
  'score.scorecard' AS table_name,
  s.department_id || '/' || strftime($month, '%Y-%m') AS item,
  'score' AS kind,
  if(s.is_frozen, cast(cast(s.frozen_points AS DECIMAL(18, 4)) AS VARCHAR), NULL) AS old,
  if(s.is_found, cast(cast(s.found_points AS DECIMAL(18, 4)) AS VARCHAR), NULL) AS new,
  cast(0 AS DECIMAL(18, 4)) AS points,
  cast(0 AS DECIMAL(18, 2)) AS amount_cny,
  coalesce(t.cause, r.left_over) AS cause,
  cast($booked_in AS DATE) AS booked_in,
  cast(NULL AS VARCHAR) AS booked_as
FROM scored AS s
CROSS JOIN diff_run AS r
LEFT JOIN most AS t ON s.department_id = t.department_id
WHERE
  s.is_frozen != s.is_found
  AND NOT EXISTS (
    SELECT 1 FROM months_booked AS b
    WHERE
      b.table_name = 'score.scorecard'
      AND b.department_id = s.department_id
      AND coalesce(b.new, '')
      = coalesce(if(s.is_found, cast(cast(s.found_points AS DECIMAL(18, 4)) AS VARCHAR), NULL), '')
  )
