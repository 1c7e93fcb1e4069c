-- Question: how did the departments in scope do in a month, and which ranks may each of them hold?
-- Grain:    one department.
-- Inputs:   score.scorecard, score.comparison, score.measure, rulebook.scheme_indicator,
--           prepared.verdict_count, audit.indicator, rulebook.clause; $month.
-- Breaches are records of governing clauses, as the list of observations counts them; rates that missed their
-- target stand apart.
WITH cover AS (
  SELECT
    m.department_id,
    m.period_from,
    cast(coalesce(sum(m.weight) FILTER (m.state = 'scored'), 0) AS DECIMAL(18, 8)) AS points_assessed,
    cast(sum(m.weight) AS DECIMAL(18, 8)) AS points_total
  FROM score.measure AS m
  INNER JOIN rulebook.scheme_indicator AS x
    ON m.edition_no = x.edition_no AND m.indicator_id = x.indicator_id
  WHERE
    m.department_id IS NOT NULL AND NOT x.is_shadow AND m.weight > 0 AND m.state != 'not_applicable'
  GROUP BY m.department_id, m.period_from
),

broken AS (
  SELECT
    v.department_id,
    v.period_from,
    cast(sum(v.n) AS BIGINT) AS n_breaches
  FROM prepared.verdict_count AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  WHERE v.verdict = 'breach' AND c.is_governing
  GROUP BY v.department_id, v.period_from
),

missed AS (
  SELECT
    i.department_id,
    i.period_from,
    count(*) AS n_missed
  FROM audit.indicator AS i
  INNER JOIN (
    SELECT DISTINCT clause_id FROM rulebook.clause WHERE is_governing AND kind = 'rate_threshold'
  ) AS c ON i.clause_id = c.clause_id
  WHERE i.verdict = 'breach' AND i.department_id IS NOT NULL
  GROUP BY i.department_id, i.period_from
)

SELECT
  s.department_id,
  s.points,
  s.grade,
  s.coverage_rate,
  s.n_clauses_assessed,
  s.n_clauses,
  w.points_assessed,
  w.points_total,
  coalesce(b.n_breaches, 0) AS n_breaches,
  coalesce(r.n_missed, 0) AS n_missed,
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
LEFT JOIN cover AS w ON s.department_id = w.department_id AND s.period_from = w.period_from
LEFT JOIN broken AS b ON s.department_id = b.department_id AND s.period_from = b.period_from
LEFT JOIN missed AS r ON s.department_id = r.department_id AND s.period_from = r.period_from
WHERE s.period_from = $month AND in_scope(s.department_id)
ORDER BY s.points DESC NULLS LAST, s.department_id
