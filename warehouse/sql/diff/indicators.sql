-- Question: which indicators differ, from what to what, and why?
-- Grain:    one clause, department (null = whole utility) and month with a difference, with exactly one
--           cause.
-- Inputs:   one.audit.indicator, other.audit.indicator, one.rulebook.clause, other.rulebook.clause,
--           diff_change, diff_other_text, diff_rank, diff_run.
-- The cause is that of most of its observations that differ; an indicator without any follows the text of
-- its clause, else what differs between the two audits as a whole.
WITH rated AS (
  SELECT rate_clause_id, clause_id FROM one.rulebook.clause
  WHERE rate_clause_id IS NOT NULL
  UNION
  SELECT rate_clause_id, clause_id FROM other.rulebook.clause
  WHERE rate_clause_id IS NOT NULL
),

counted AS (
  SELECT clause_id, period_from, department_one, department_other, cause FROM diff_change
  UNION ALL
  SELECT r.clause_id, h.period_from, h.department_one, h.department_other, h.cause
  FROM diff_change AS h
  INNER JOIN rated AS r ON h.clause_id = r.rate_clause_id
),

paired AS (
  SELECT
    coalesce(a.clause_id, b.clause_id) AS clause_id,
    coalesce(a.department_id, b.department_id) AS department_id,
    coalesce(a.period_from, b.period_from) AS period_from,
    a.numerator AS numerator_one,
    b.numerator AS numerator_other,
    a.denominator AS denominator_one,
    b.denominator AS denominator_other,
    a.n_pending AS n_pending_one,
    b.n_pending AS n_pending_other,
    a.rate AS rate_one,
    b.rate AS rate_other,
    a.verdict AS verdict_one,
    b.verdict AS verdict_other
  FROM one.audit.indicator AS a
  FULL JOIN other.audit.indicator AS b
    ON
      a.clause_id = b.clause_id
      AND a.period_from = b.period_from
      AND coalesce(a.department_id, '') = coalesce(b.department_id, '')
  WHERE
    a.numerator IS DISTINCT FROM b.numerator
    OR a.denominator IS DISTINCT FROM b.denominator
    OR a.n_pending IS DISTINCT FROM b.n_pending
    OR a.rate IS DISTINCT FROM b.rate
    OR a.verdict IS DISTINCT FROM b.verdict
),

weighed AS (
  SELECT p.clause_id, p.department_id, p.period_from, c.cause, count(*) AS n
  FROM paired AS p
  INNER JOIN counted AS c
    ON
      p.clause_id = c.clause_id
      AND p.period_from = c.period_from
      AND (
        p.department_id IS NULL
        OR p.department_id = c.department_one
        OR p.department_id = c.department_other
      )
  GROUP BY p.clause_id, p.department_id, p.period_from, c.cause
),

first_cause AS (
  SELECT w.*
  FROM weighed AS w
  INNER JOIN diff_rank AS k ON w.cause = k.cause
  QUALIFY
    row_number() OVER (
      PARTITION BY w.clause_id, w.department_id, w.period_from ORDER BY w.n DESC, k.rank
    ) = 1
)

SELECT
  p.*,
  CASE
    WHEN f.cause IS NOT NULL THEN f.cause
    WHEN x.clause_id IS NOT NULL THEN 'rule'
    ELSE r.left_over
  END AS cause
FROM paired AS p
CROSS JOIN diff_run AS r
LEFT JOIN first_cause AS f
  ON
    p.clause_id = f.clause_id
    AND p.period_from = f.period_from
    AND coalesce(p.department_id, '') = coalesce(f.department_id, '')
LEFT JOIN diff_other_text AS x ON p.clause_id = x.clause_id
ORDER BY p.period_from, p.clause_id, p.department_id NULLS FIRST
