-- Question: how many observations fit the filters, by verdict?
-- Grain:    one verdict.
-- Inputs:   prepared.verdict_count.
SELECT
  v.verdict,
  cast(sum(v.n) AS BIGINT) AS n
FROM prepared.verdict_count AS v
WHERE in_scope(v.department_id) AND wanted()
GROUP BY v.verdict
