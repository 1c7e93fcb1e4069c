-- Question: how many observations of certain records fit the filters, by verdict?
-- Grain:    one verdict.
-- Inputs:   audit.verdict.
-- Only where records are asked for: any other count is prepared.
SELECT
  v.verdict,
  count(*) AS n
FROM audit.verdict AS v
WHERE in_scope(v.department_id) AND wanted()
GROUP BY v.verdict
