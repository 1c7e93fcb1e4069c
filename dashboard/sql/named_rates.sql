-- Question: what is the rate of a clause under each of its named definitions?
-- Grain:    one definition, the governing one first.
-- Inputs:   audit.named_rate, rulebook.definition, prepared.rate_basis; $clause, $month, $department (null =
--           the whole utility).
SELECT
  n.definition_id,
  n.is_governing,
  n.numerator,
  n.denominator,
  n.rate,
  n.reason,
  d.method,
  d.title_zh,
  d.title_en,
  d.formula_zh,
  d.formula_en,
  b.n_rates,
  b.missing_zh,
  b.missing_en
FROM audit.named_rate AS n
INNER JOIN rulebook.definition AS d ON n.definition_id = d.definition_id
LEFT JOIN prepared.rate_basis AS b
  ON
    n.clause_id = b.clause_id
    AND n.definition_id = b.definition_id
    AND n.period_from = b.period_from
    AND n.department_id IS NOT DISTINCT FROM b.department_id
WHERE
  n.clause_id = $clause
  AND n.period_from = $month
  AND n.department_id IS NOT DISTINCT FROM cast($department AS VARCHAR)
  AND in_scope(n.department_id)
ORDER BY n.is_governing DESC, d.definition_id
