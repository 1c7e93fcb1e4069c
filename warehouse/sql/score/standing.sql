-- Question: which score and grade did each department reach in each month?
-- Grain:    one department and month with a score.
-- Inputs:   score.line, score.veto, fact.cover, rulebook.scheme, rulebook.scheme_veto, rulebook.grade.
-- The grade is that of the points as they are shown. Too little coverage, too few indicators: no grade. A
-- veto that bounds the grade lets none better than its own stand. What is restated of a closed month changes
-- the points here; its grade, and the reward that rests on it, are restated as money of that month.
CREATE OR REPLACE TABLE fact.standing AS
WITH summed AS (
  SELECT
    department_id,
    period_from,
    cast(sum(points) AS DECIMAL(18, 4)) AS points,
    cast(sum(points) FILTER (kind != 'restatement') AS DECIMAL(18, 4)) AS own_points
  FROM score.line
  GROUP BY department_id, period_from
  HAVING bool_or(kind = 'base')
),

bound AS (
  SELECT v.department_id, v.period_from, min(g.at_least) AS at_least
  FROM score.veto AS v
  INNER JOIN rulebook.scheme_veto AS s ON v.edition_no = s.edition_no AND v.veto_id = s.veto_id
  INNER JOIN rulebook.grade AS g ON s.edition_no = g.edition_no AND s.best_grade = g.grade
  WHERE v.level = 'grade' AND NOT v.is_lifted
  GROUP BY v.department_id, v.period_from
),

reached AS (
  SELECT
    s.*,
    c.edition_no,
    c.gate_reason,
    coalesce(b.at_least < s.own_points, FALSE) AS is_bounded,
    least(s.own_points, coalesce(b.at_least, s.own_points)) AS counted_points
  FROM summed AS s
  LEFT JOIN fact.cover AS c ON s.department_id = c.department_id AND s.period_from = c.period_from
  LEFT JOIN bound AS b ON s.department_id = b.department_id AND s.period_from = b.period_from
),

graded AS (
  SELECT
    r.*,
    max_by(g.grade, g.at_least) FILTER (g.at_least <= r.own_points) AS reached_grade,
    max_by(g.grade, g.at_least) FILTER (g.at_least <= r.counted_points) AS counted_grade,
    max_by(g.reward_cny, g.at_least) FILTER (g.at_least <= r.counted_points) AS reward_cny
  FROM reached AS r
  LEFT JOIN rulebook.grade AS g ON r.edition_no = g.edition_no
  GROUP BY ALL
)

SELECT
  department_id,
  period_from,
  edition_no,
  points,
  if(gate_reason IS NULL, counted_grade, NULL) AS grade,
  if(gate_reason IS NULL, coalesce(reward_cny, 0), 0) AS reward_cny,
  CASE
    WHEN gate_reason IS NOT NULL THEN gate_reason
    WHEN is_bounded AND reached_grade != counted_grade THEN 'veto'
  END AS grade_reason
FROM graded
