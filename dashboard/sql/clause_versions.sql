-- Question: what does a clause ask, version by version?
-- Grain:    one version, the newest first; texts kept for closed months after those in force.
-- Inputs:   rulebook.clause, rulebook.parameter, rulebook.governing, rulebook.definition; $clause.
-- Scope:    none: rules.
SELECT
  c.*,
  p.value AS param_value,
  p.unit AS param_unit,
  p.source AS param_source,
  p.name IS NOT NULL AND p.value IS NULL AS is_unset,
  g.title_zh AS topic_zh,
  g.title_en AS topic_en,
  g.regulation AS governing_regulation,
  d.title_zh AS definition_zh,
  d.title_en AS definition_en,
  d.definition_id,
  d.method AS definition_method,
  d.formula_zh,
  d.formula_en
FROM rulebook.clause AS c
LEFT JOIN rulebook.parameter AS p ON c.limit_param = p.name
LEFT JOIN rulebook.governing AS g ON c.topic = g.topic
LEFT JOIN rulebook.definition AS d ON c.rate_family = d.family AND d.is_governing
WHERE c.clause_id = $clause
ORDER BY c.closed_month IS NOT NULL, c.version_no DESC
