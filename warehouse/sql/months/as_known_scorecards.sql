-- Question: which scores did an audit give then, which are given now, and what of it was restated since?
-- Grain:    one department and month up to the day that is asked about.
-- Inputs:   past.score.scorecard, present.score.scorecard, present.score.restatement,
--           present.evidence.departments; $until, $department (null = all).
WITH restated AS (
  SELECT
    department_id,
    month AS period_from,
    sum(points) AS points,
    sum(amount_cny) FILTER (kind = 'reward') AS reward_cny,
    sum(amount_cny) FILTER (kind IN ('fine', 'wage_deduction', 'bonus_forfeit')) AS fine_cny,
    sum(amount_cny) FILTER (kind IN ('compensation', 'refund')) AS compensation_cny
  FROM present.score.restatement
  GROUP BY department_id, month
),

paired AS (
  SELECT
    coalesce(a.department_id, b.department_id) AS department_id,
    coalesce(a.period_from, b.period_from) AS period_from,
    a.points AS points_then,
    b.points AS points_now,
    a.grade AS grade_then,
    b.grade AS grade_now,
    a.reward_cny AS reward_cny_then,
    b.reward_cny AS reward_cny_now,
    a.fine_cny AS fine_cny_then,
    b.fine_cny AS fine_cny_now,
    a.compensation_cny AS compensation_cny_then,
    b.compensation_cny AS compensation_cny_now,
    b.state AS state_now
  FROM past.score.scorecard AS a
  FULL JOIN present.score.scorecard AS b
    ON a.department_id = b.department_id AND a.period_from = b.period_from
)

SELECT
  p.*,
  coalesce(d.name, p.department_id) AS department,
  r.points AS points_restated,
  r.reward_cny AS reward_cny_restated,
  r.fine_cny AS fine_cny_restated,
  r.compensation_cny AS compensation_cny_restated
FROM paired AS p
LEFT JOIN restated AS r ON p.department_id = r.department_id AND p.period_from = r.period_from
LEFT JOIN present.evidence.departments AS d ON p.department_id = d.dept_id
WHERE p.period_from <= $until AND ($department IS NULL OR p.department_id = $department)
ORDER BY p.period_from DESC, p.department_id
