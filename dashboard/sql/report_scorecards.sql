-- Question: how did the departments in scope do in a month, and which ranks may each of them hold?
-- Grain:    one department.
-- Inputs:   score.scorecard, score.comparison, prepared.scorecard_count; $month.
-- Breaches are records of governing clauses, as the list of observations counts them; rates that missed their
-- target stand apart.
SELECT
  s.department_id,
  s.points,
  s.grade,
  s.grade_reason,
  s.coverage_rate,
  s.n_clauses_assessed,
  s.n_clauses,
  w.points_assessed,
  w.points_total,
  w.n_breaches,
  w.n_missed,
  s.reward_cny,
  s.fine_cny,
  s.compensation_cny,
  s.is_provisional,
  s.state,
  k.rank_from,
  k.rank_to,
  k.n_ranked,
  k.unranked_reason,
  k.actual_breaches,
  k.expected_breaches
FROM score.scorecard AS s
LEFT JOIN score.comparison AS k
  ON
    k.kind = 'all_clauses'
    AND s.department_id = k.department_id
    AND s.period_from = k.period_from
LEFT JOIN prepared.scorecard_count AS w ON s.department_id = w.department_id AND s.period_from = w.period_from
WHERE s.period_from = $month AND in_scope(s.department_id)
ORDER BY s.points DESC NULLS LAST, s.department_id
