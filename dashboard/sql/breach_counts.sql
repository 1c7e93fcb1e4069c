-- Question: how many breaches are of governing clauses, and how many of clauses that only inform?
-- Grain:    one row.
-- Inputs:   prepared.verdict_count, rulebook.clause.
SELECT
  cast(coalesce(sum(v.n) FILTER (c.is_governing), 0) AS BIGINT) AS n_governing,
  cast(coalesce(sum(v.n) FILTER (NOT c.is_governing), 0) AS BIGINT) AS n_informative
FROM prepared.verdict_count AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
WHERE v.verdict = 'breach' AND in_scope(v.department_id)
