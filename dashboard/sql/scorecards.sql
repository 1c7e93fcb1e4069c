-- Question: how did one department do, month by month?
-- Grain:    one month, the newest first.
-- Inputs:   score.scorecard, prepared.scorecard_count; $department.
-- Breaches are records of governing clauses, as the list of observations counts them; rates that missed their
-- target stand apart.
SELECT
  s.* EXCLUDE (n_breaches),
  w.points_assessed,
  w.points_total,
  w.n_breaches,
  w.n_missed
FROM score.scorecard AS s
LEFT JOIN prepared.scorecard_count AS w ON s.department_id = w.department_id AND s.period_from = w.period_from
WHERE s.department_id = $department AND in_scope(s.department_id)
ORDER BY s.period_from DESC
