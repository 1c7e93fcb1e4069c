-- Question: how did the departments do in the last month that is over and has scores?
-- Grain:    one department.
-- Inputs:   score.scorecard, score.comparison, evidence.departments, rulebook.label, meta.run; $lang (zh or
--           en).
-- In order of the ranks that each may hold: departments whose intervals overlap share a band.
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
  CASE
    WHEN c.rank_from = c.rank_to THEN cast(c.rank_from AS VARCHAR)
    ELSE c.rank_from || '–' || c.rank_to
  END AS band,
  printf('%.2f', s.points::DOUBLE),
  coalesce(s.grade, CASE $lang WHEN 'zh' THEN l.zh ELSE l.en END, s.grade_reason),
  printf('%.0f %%', 100 * s.coverage_rate::DOUBLE),
  s.n_breaches,
  s.reward_cny,
  s.fine_cny,
  s.compensation_cny
FROM score.scorecard AS s
INNER JOIN month ON s.period_from = month.period_from
LEFT JOIN evidence.departments AS d ON s.department_id = d.dept_id
LEFT JOIN score.comparison AS c
  ON
    c.kind = 'all_clauses'
    AND s.department_id = c.department_id
    AND s.period_from = c.period_from
LEFT JOIN rulebook.label AS l ON l.list = 'grade_reasons' AND s.grade_reason = l.code
ORDER BY c.rank_from NULLS LAST, c.rank_to, s.department_id
