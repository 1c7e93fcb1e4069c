-- Question: which clauses could not be assessed this month because the operator has not set a parameter?
-- Grain:    one clause.
-- Inputs:   audit.indicator, rulebook.clause; $month, $whole (rows of the whole utility rather than of
--           departments).
SELECT
  c.clause_id,
  c.title_zh,
  c.title_en,
  c.limit_param,
  c.subject AS record_table,
  cast(sum(i.n_not_assessed) AS BIGINT) AS n_records
FROM audit.indicator AS i
INNER JOIN (
  SELECT
    clause_id,
    any_value(title_zh) AS title_zh,
    any_value(title_en) AS title_en,
    any_value(limit_param) AS limit_param,
    any_value(subject) AS subject
  FROM rulebook.clause
  WHERE is_governing
  GROUP BY clause_id
) AS c ON i.clause_id = c.clause_id
WHERE
  i.verdict = 'not_assessed'
  AND i.reason = 'parameter_unset'
  AND i.period_from = $month
  AND (i.department_id IS NULL) = $whole
  AND in_scope(i.department_id)
GROUP BY ALL
ORDER BY n_records DESC, c.clause_id
