-- Question: how is every clause kept, in a month, by the whole utility or by one department?
-- Grain:    one clause (its newest version).
-- Inputs:   rulebook.clause, audit.indicator, rulebook.parameter, rulebook.governing; $month, $department
--           (null = the whole utility).
WITH clause AS (
  SELECT * FROM rulebook.clause
  QUALIFY row_number() OVER (PARTITION BY clause_id ORDER BY version_no DESC) = 1
),

indicator AS (
  SELECT * FROM audit.indicator
  WHERE
    period_from = $month
    AND department_id IS NOT DISTINCT FROM cast($department AS VARCHAR)
    AND (in_scope(department_id))
)

SELECT
  c.clause_id,
  c.regulation,
  c.regulation_title_zh,
  c.regulation_title_en,
  c.locator,
  c.title_zh,
  c.title_en,
  c.kind,
  c.rate_clause_id,
  c.rate_family,
  c.topic,
  g.title_zh AS topic_zh,
  g.title_en AS topic_en,
  c.is_governing,
  c.strength,
  c.is_attested,
  c.limit_op,
  c.limit_value,
  c.limit_unit,
  c.limit_param,
  p.name IS NOT NULL AND p.value IS NULL AS is_unset,
  i.verdict,
  i.reason,
  i.numerator,
  i.denominator,
  i.rate,
  i.rate_low,
  i.rate_high,
  i.n_excused,
  i.n_pending,
  i.n_not_assessed,
  i.target_rate,
  i.is_provisional
FROM clause AS c
LEFT JOIN indicator AS i ON c.clause_id = i.clause_id
LEFT JOIN rulebook.parameter AS p ON c.limit_param = p.name
LEFT JOIN rulebook.governing AS g ON c.topic = g.topic
WHERE wanted()
ORDER BY c.regulation, c.clause_id
