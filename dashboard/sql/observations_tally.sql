-- Question: how many observations fit the filters, by verdict?
-- Grain:    one verdict.
-- Inputs:   audit.verdict.
SELECT v.verdict, count(*) AS n
FROM audit.verdict AS v
WHERE in_scope(v.department_id) AND wanted()
GROUP BY v.verdict
