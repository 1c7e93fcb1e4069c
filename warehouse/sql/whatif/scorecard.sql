-- Question: whose points, grade or yuan of which month would differ, from what to what?
-- Grain:    one department and month with a difference.
-- Inputs:   base.score.scorecard, changed.score.scorecard, changed.evidence.departments.
SELECT
  coalesce(b.department_id, c.department_id) AS department_id,
  coalesce(d.name, b.department_id, c.department_id) AS department,
  coalesce(b.period_from, c.period_from) AS period_from,
  b.points AS points_before,
  c.points AS points_after,
  c.points - b.points AS points_delta,
  b.grade AS grade_before,
  c.grade AS grade_after,
  b.coverage_rate AS coverage_rate_before,
  c.coverage_rate AS coverage_rate_after,
  coalesce(b.fine_cny, 0) AS fine_cny_before,
  coalesce(c.fine_cny, 0) AS fine_cny_after,
  coalesce(b.compensation_cny, 0) AS compensation_cny_before,
  coalesce(c.compensation_cny, 0) AS compensation_cny_after,
  coalesce(b.reward_cny, 0) AS reward_cny_before,
  coalesce(c.reward_cny, 0) AS reward_cny_after
FROM base.score.scorecard AS b
FULL JOIN changed.score.scorecard AS c
  ON b.department_id = c.department_id AND b.period_from = c.period_from
LEFT JOIN changed.evidence.departments AS d
  ON coalesce(b.department_id, c.department_id) = d.dept_id
WHERE
  b.points IS DISTINCT FROM c.points
  OR b.grade IS DISTINCT FROM c.grade
  OR b.coverage_rate IS DISTINCT FROM c.coverage_rate
  OR b.fine_cny IS DISTINCT FROM c.fine_cny
  OR b.compensation_cny IS DISTINCT FROM c.compensation_cny
  OR b.reward_cny IS DISTINCT FROM c.reward_cny
ORDER BY period_from DESC, points_delta NULLS LAST, department_id
