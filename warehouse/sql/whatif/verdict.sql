-- Question: how many records of which clause would be judged in which way, from how many to how many?
-- Grain:    one clause, department and verdict with a difference.
-- Inputs:   base.audit.verdict, base.rulebook.clause, changed.audit.verdict, changed.rulebook.clause.
WITH judged AS (
  SELECT 'before' AS side, c.clause_id, v.department_id, v.verdict, count(*) AS n
  FROM base.audit.verdict AS v
  INNER JOIN base.rulebook.clause AS c ON v.version_id = c.version_id
  GROUP BY c.clause_id, v.department_id, v.verdict
  UNION ALL
  SELECT 'after' AS side, c.clause_id, v.department_id, v.verdict, count(*) AS n
  FROM changed.audit.verdict AS v
  INNER JOIN changed.rulebook.clause AS c ON v.version_id = c.version_id
  GROUP BY c.clause_id, v.department_id, v.verdict
)

SELECT
  clause_id,
  department_id,
  verdict,
  coalesce(sum(n) FILTER (side = 'before'), 0)::BIGINT AS n_before,
  coalesce(sum(n) FILTER (side = 'after'), 0)::BIGINT AS n_after
FROM judged
GROUP BY clause_id, department_id, verdict
HAVING n_before != n_after
ORDER BY abs(n_after - n_before) DESC, clause_id, department_id NULLS FIRST, verdict
