-- Question: which rate of which clause, department and month would differ, from what to what?
-- Grain:    one clause, department (null = the whole utility) and month with a difference.
-- Inputs:   base.audit.indicator, changed.audit.indicator.
SELECT
  coalesce(b.clause_id, c.clause_id) AS clause_id,
  coalesce(b.department_id, c.department_id) AS department_id,
  coalesce(b.period_from, c.period_from) AS period_from,
  b.numerator AS numerator_before,
  b.denominator AS denominator_before,
  b.rate AS rate_before,
  b.target_rate AS target_rate_before,
  b.verdict AS verdict_before,
  c.numerator AS numerator_after,
  c.denominator AS denominator_after,
  c.rate AS rate_after,
  c.target_rate AS target_rate_after,
  c.verdict AS verdict_after
FROM base.audit.indicator AS b
FULL JOIN changed.audit.indicator AS c
  ON
    b.clause_id = c.clause_id
    AND b.period_from = c.period_from
    AND b.department_id IS NOT DISTINCT FROM c.department_id
WHERE
  b.numerator IS DISTINCT FROM c.numerator
  OR b.denominator IS DISTINCT FROM c.denominator
  OR b.target_rate IS DISTINCT FROM c.target_rate
  OR b.verdict IS DISTINCT FROM c.verdict
ORDER BY period_from DESC, clause_id, department_id NULLS FIRST
