-- Question: how did each department do in each month?
-- Grain:    one department and month.
-- Inputs:   score.line, fact.standing, fact.cover, audit.indicator, rulebook.clause.
-- Points and yuan are sums of score.line. Nothing assessed, no score. Breaches are counted of all governing
-- clauses, whether the scheme scores them or not.
WITH judged AS (
  SELECT
    i.department_id,
    i.period_from,
    sum(i.denominator - i.numerator) FILTER (c.kind != 'rate_threshold')
    + count(*) FILTER (c.kind = 'rate_threshold' AND i.verdict = 'breach') AS n_breaches,
    bool_or(i.is_provisional) AS is_provisional
  FROM audit.indicator AS i
  INNER JOIN rulebook.clause AS c ON i.clause_id = c.clause_id AND c.version_no = 1
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
    coalesce(sum(amount_cny) FILTER (kind = 'reward'), 0) AS reward_cny,
    coalesce(sum(amount_cny) FILTER (kind IN ('fine', 'wage_deduction', 'bonus_forfeit', 'disciplinary')), 0)
      AS fine_cny,
    coalesce(sum(amount_cny) FILTER (kind IN ('compensation', 'refund')), 0) AS compensation_cny
  FROM score.line
  GROUP BY department_id, period_from
),

known AS (
  SELECT department_id, period_from FROM judged
  UNION
  SELECT department_id, period_from FROM summed
  UNION
  SELECT department_id, period_from FROM fact.cover
)

SELECT
  k.department_id,
  k.period_from,
  t.points,
  t.grade,
  coalesce(t.grade_reason, c.gate_reason) AS grade_reason,
  c.coverage_rate,
  c.confidence_rate,
  coalesce(c.n_clauses_assessed, 0) AS n_clauses_assessed,
  coalesce(c.n_clauses, 0) AS n_clauses,
  coalesce(j.n_breaches, 0) AS n_breaches,
  coalesce(s.reward_cny, 0) AS reward_cny,
  coalesce(s.fine_cny, 0) AS fine_cny,
  coalesce(s.compensation_cny, 0) AS compensation_cny,
  coalesce(j.is_provisional, TRUE) OR coalesce(c.is_provisional, FALSE) AS is_provisional
FROM known AS k
LEFT JOIN judged AS j ON k.department_id = j.department_id AND k.period_from = j.period_from
LEFT JOIN summed AS s ON k.department_id = s.department_id AND k.period_from = s.period_from
LEFT JOIN fact.cover AS c ON k.department_id = c.department_id AND k.period_from = c.period_from
LEFT JOIN fact.standing AS t ON k.department_id = t.department_id AND k.period_from = t.period_from
