-- Question: which scorecards differ, from what to what?
-- Grain:    one department and month with a difference.
-- Inputs:   one.score.scorecard, other.score.scorecard.
SELECT
  coalesce(a.department_id, b.department_id) AS department_id,
  coalesce(a.period_from, b.period_from) AS period_from,
  a.points AS points_one,
  b.points AS points_other,
  a.grade AS grade_one,
  b.grade AS grade_other,
  a.state AS state_one,
  b.state AS state_other,
  coalesce(a.fine_cny, 0) AS fine_cny_one,
  coalesce(b.fine_cny, 0) AS fine_cny_other,
  coalesce(a.compensation_cny, 0) AS compensation_cny_one,
  coalesce(b.compensation_cny, 0) AS compensation_cny_other,
  coalesce(a.reward_cny, 0) AS reward_cny_one,
  coalesce(b.reward_cny, 0) AS reward_cny_other
FROM one.score.scorecard AS a
FULL JOIN other.score.scorecard AS b
  ON a.department_id = b.department_id AND a.period_from = b.period_from
WHERE
  a.points IS DISTINCT FROM b.points
  OR a.grade IS DISTINCT FROM b.grade
  OR a.fine_cny IS DISTINCT FROM b.fine_cny
  OR a.compensation_cny IS DISTINCT FROM b.compensation_cny
  OR a.reward_cny IS DISTINCT FROM b.reward_cny
ORDER BY period_from, department_id
