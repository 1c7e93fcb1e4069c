-- Question: what is the rate of a clause under each of its named definitions?
-- Grain:    one definition, the governing one first.
-- Inputs:   audit.named_rate, rulebook.definition; $clause, $month, $department (null = the whole utility).
SELECT
  n.definition_id,
  n.is_governing,
  n.numerator,
  n.denominator,
  n.rate,
  n.reason,
  d.title_zh,
  d.title_en,
  d.formula_zh,
  d.formula_en
FROM audit.named_rate AS n
INNER JOIN rulebook.definition AS d ON n.definition_id = d.definition_id
WHERE
  n.clause_id = $clause
  AND n.period_from = $month
  AND n.department_id IS NOT DISTINCT FROM cast($department AS VARCHAR)
  AND in_scope(n.department_id)
ORDER BY n.is_governing DESC, d.definition_id
