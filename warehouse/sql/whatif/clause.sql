-- Question: which clauses would be broken, judged or governing otherwise, from what to what?
-- Grain:    one clause with a difference.
-- Inputs:   base.audit.verdict, base.audit.indicator, base.rulebook.clause, changed.audit.verdict,
--           changed.audit.indicator, changed.rulebook.clause.
-- A rate counts by its months for the whole utility, any other clause by its records.
WITH judged AS (
  SELECT 'before' AS side, c.clause_id, v.verdict, count(*) AS n
  FROM base.audit.verdict AS v
  INNER JOIN base.rulebook.clause AS c ON v.version_id = c.version_id
  WHERE v.verdict IN ('compliant', 'breach')
  GROUP BY c.clause_id, v.verdict
  UNION ALL
  SELECT 'after' AS side, c.clause_id, v.verdict, count(*) AS n
  FROM changed.audit.verdict AS v
  INNER JOIN changed.rulebook.clause AS c ON v.version_id = c.version_id
  WHERE v.verdict IN ('compliant', 'breach')
  GROUP BY c.clause_id, v.verdict
  UNION ALL
  SELECT 'before' AS side, i.clause_id, i.verdict, 1 AS n
  FROM base.audit.indicator AS i
  INNER JOIN base.rulebook.clause AS c ON i.clause_id = c.clause_id AND c.version_no = 1
  WHERE c.kind = 'rate_threshold' AND i.department_id IS NULL AND i.verdict IN ('compliant', 'breach')
  UNION ALL
  SELECT 'after' AS side, i.clause_id, i.verdict, 1 AS n
  FROM changed.audit.indicator AS i
  INNER JOIN changed.rulebook.clause AS c ON i.clause_id = c.clause_id AND c.version_no = 1
  WHERE c.kind = 'rate_threshold' AND i.department_id IS NULL AND i.verdict IN ('compliant', 'breach')
),

counted AS (
  SELECT
    clause_id,
    coalesce(sum(n) FILTER (side = 'before' AND verdict = 'breach'), 0)::BIGINT AS n_breaches_before,
    coalesce(sum(n) FILTER (side = 'after' AND verdict = 'breach'), 0)::BIGINT AS n_breaches_after,
    coalesce(sum(n) FILTER (side = 'before'), 0)::BIGINT AS n_judged_before,
    coalesce(sum(n) FILTER (side = 'after'), 0)::BIGINT AS n_judged_after
  FROM judged
  GROUP BY clause_id
)

SELECT
  c.clause_id,
  c.title_zh,
  c.title_en,
  b.is_governing AS is_governing_before,
  c.is_governing AS is_governing_after,
  coalesce(n.n_breaches_before, 0) AS n_breaches_before,
  coalesce(n.n_breaches_after, 0) AS n_breaches_after,
  coalesce(n.n_judged_before, 0) AS n_judged_before,
  coalesce(n.n_judged_after, 0) AS n_judged_after
FROM changed.rulebook.clause AS c
INNER JOIN base.rulebook.clause AS b ON c.clause_id = b.clause_id AND b.version_no = 1
LEFT JOIN counted AS n ON c.clause_id = n.clause_id
WHERE
  c.version_no = 1
  AND (
    n.n_breaches_before != n.n_breaches_after
    OR n.n_judged_before != n.n_judged_after
    OR b.is_governing != c.is_governing
  )
ORDER BY abs(n.n_breaches_after - n.n_breaches_before) DESC NULLS LAST, c.clause_id
