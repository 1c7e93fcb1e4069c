-- Question: of which points is the coverage of a scorecard a share, and how much was in breach beside it?
-- Grain:    one department and month with a scorecard.
-- Inputs:   score.scorecard, score.measure, rulebook.scheme_indicator, audit.verdict, audit.indicator,
--           rulebook.clause.
-- Breaches are records of governing clauses, as a list of observations counts them; rates that missed their
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
  SELECT v.department_id, v.period_from, count(*) AS n
  FROM audit.verdict AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  WHERE v.verdict = 'breach' AND c.is_governing
  GROUP BY v.department_id, v.period_from
),

missed AS (
  SELECT i.department_id, i.period_from, count(*) AS n
  FROM audit.indicator AS i
  INNER JOIN (
    SELECT DISTINCT clause_id FROM rulebook.clause WHERE is_governing AND kind = 'rate_threshold'
  ) AS c ON i.clause_id = c.clause_id
  WHERE i.verdict = 'breach'
  GROUP BY i.department_id, i.period_from
)

SELECT
  s.department_id,
  s.period_from,
  w.points_assessed,
  w.points_total,
  coalesce(b.n, 0) AS n_breaches,
  coalesce(r.n, 0) AS n_missed
FROM score.scorecard AS s
LEFT JOIN cover AS w ON s.department_id = w.department_id AND s.period_from = w.period_from
LEFT JOIN broken AS b ON s.department_id = b.department_id AND s.period_from = b.period_from
LEFT JOIN missed AS r ON s.department_id = r.department_id AND s.period_from = r.period_from
ORDER BY s.department_id, s.period_from
