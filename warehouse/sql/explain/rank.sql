-- Question: between which ranks does a department stand in one month, over all its clauses?
-- Grain:    one row.
-- Inputs:   score.comparison; $department_id, $period_from.
SELECT
  rank_from,
  rank_to,
  n_ranked,
  unranked_reason
FROM score.comparison
WHERE
  kind = 'all_clauses'
  AND department_id = $department_id
  AND period_from = $period_from
