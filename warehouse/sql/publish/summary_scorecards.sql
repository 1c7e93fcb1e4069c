-- Question: how did the departments do in the last month that is over and has scores?
-- Grain:    one department.
-- Inputs:   score.scorecard, evidence.departments, meta.run.
WITH month AS (
  SELECT max(s.period_from) AS period_from
  FROM score.scorecard AS s
  CROSS JOIN meta.run AS r
  WHERE
    s.points IS NOT NULL
    AND s.period_from + INTERVAL 1 MONTH <= timezone(r.zone, r.as_of)
)

SELECT
  s.period_from,
  coalesce(d.name, s.department_id),
  printf('%.2f', s.points::DOUBLE),
  s.grade,
  printf('%.0f %%', 100 * s.coverage_rate::DOUBLE),
  s.n_breaches,
  s.reward_cny,
  s.fine_cny,
  s.compensation_cny
FROM score.scorecard AS s
INNER JOIN month ON s.period_from = month.period_from
LEFT JOIN evidence.departments AS d ON s.department_id = d.dept_id
ORDER BY s.points DESC NULLS LAST, s.department_id
