-- Question: how does a department stand beside the others, clause by clause?
-- Grain:    one clause, and one row for all of them.
-- Inputs:   score.comparison, prepared.clause; $month, $department.
SELECT
  k.comparison_id,
  k.kind,
  k.clause_id,
  k.department_id,
  c.title_zh,
  c.title_en,
  k.n,
  k.rate,
  k.rate_low,
  k.rate_high,
  k.target_rate,
  k.kept AS numerator,
  k.n AS denominator,
  k.is_ranked,
  k.unranked_reason,
  k.rank_from,
  k.rank_to,
  k.n_ranked,
  k.rank_min_n,
  k.pooled_rate,
  a.pooled_kept,
  a.pooled_n,
  k.funnel_position,
  k.funnel_side,
  k.luck_rate,
  k.advised_n,
  k.actual_breaches,
  k.expected_breaches,
  k.breach_ratio,
  k.breach_ratio_low,
  k.breach_ratio_high,
  k.uncompared_n,
  k.uncompared_breaches,
  k.is_provisional
FROM score.comparison AS k
LEFT JOIN (
  SELECT
    clause_id,
    period_from,
    sum(kept) AS pooled_kept,
    sum(n) AS pooled_n
  FROM score.comparison
  WHERE kind = 'clause'
  GROUP BY clause_id, period_from
) AS a ON k.clause_id = a.clause_id AND k.period_from = a.period_from
LEFT JOIN prepared.clause AS c ON k.clause_id = c.clause_id
WHERE
  k.department_id = $department
  AND k.period_from = $month
  AND (k.n > 0 OR k.kind = 'all_clauses')
  AND in_scope(k.department_id)
ORDER BY
  k.kind,
  CASE k.funnel_side WHEN 'worse' THEN 0 WHEN 'better' THEN 1 ELSE 2 END,
  k.rate NULLS LAST,
  k.clause_id
