-- Question: how did each department do in each month?
-- Grain:    one department and month.
-- Inputs:   score.line, audit.indicator, rulebook.clause, rulebook.weight, rulebook.grade.
-- Points and yuan are sums of score.line. Nothing assessed, no score: what is restated of a closed month then
-- stands in the lines alone. Coverage is the share of the points
-- at stake whose clauses could be judged.
WITH cover AS (
  SELECT
    i.department_id,
    i.period_from,
    count(*) FILTER (i.verdict IN ('compliant', 'breach')) AS n_clauses_assessed,
    count(*) AS n_clauses,
    sum(w.points) FILTER (i.verdict IN ('compliant', 'breach')) AS assessed_points,
    sum(w.points) AS all_points,
    sum(i.denominator - i.numerator) FILTER (c.kind != 'rate_threshold')
    + count(*) FILTER (c.kind = 'rate_threshold' AND i.verdict = 'breach') AS n_breaches,
    bool_or(i.is_provisional) AS is_provisional
  FROM audit.indicator AS i
  INNER JOIN rulebook.clause AS c ON i.clause_id = c.clause_id AND c.version_no = 1
  INNER JOIN rulebook.weight AS w ON i.clause_id = w.clause_id
  WHERE
    i.department_id IS NOT NULL
    AND c.is_governing
    AND i.verdict NOT IN ('not_applicable', 'excused')
  GROUP BY i.department_id, i.period_from
),

summed AS (
  SELECT
    department_id,
    period_from,
    if(bool_or(kind = 'base'), sum(points), NULL) AS points,
    coalesce(sum(amount_cny) FILTER (kind = 'reward'), 0) AS reward_cny,
    coalesce(sum(amount_cny) FILTER (kind IN ('fine', 'wage_deduction', 'bonus_forfeit')), 0)
      AS fine_cny,
    coalesce(sum(amount_cny) FILTER (kind IN ('compensation', 'refund')), 0) AS compensation_cny
  FROM score.line
  GROUP BY department_id, period_from
)

SELECT
  coalesce(c.department_id, s.department_id) AS department_id,
  coalesce(c.period_from, s.period_from) AS period_from,
  s.points,
  (
    SELECT g.grade FROM rulebook.grade AS g
    WHERE g.at_least <= s.points
    ORDER BY g.at_least DESC LIMIT 1
  ) AS grade,
  cast(round(coalesce(c.assessed_points, 0) / c.all_points, 8) AS DECIMAL(18, 8)) AS coverage_rate,
  coalesce(c.n_clauses_assessed, 0) AS n_clauses_assessed,
  coalesce(c.n_clauses, 0) AS n_clauses,
  coalesce(c.n_breaches, 0) AS n_breaches,
  coalesce(s.reward_cny, 0) AS reward_cny,
  coalesce(s.fine_cny, 0) AS fine_cny,
  coalesce(s.compensation_cny, 0) AS compensation_cny,
  coalesce(c.is_provisional, TRUE) AS is_provisional
FROM cover AS c
FULL JOIN summed AS s ON c.department_id = s.department_id AND c.period_from = s.period_from
