-- Question: which versions of which clauses does the rulebook of this audit hold?
-- Grain:    one version of one clause; texts kept for closed months are left out.
-- Inputs:   rulebook.clause, rulebook.parameter, rulebook.governing.
-- Scope:    none: rules.
SELECT
  c.*,
  p.value AS param_value,
  p.unit AS param_unit,
  p.source AS param_source,
  p.name IS NOT NULL AND p.value IS NULL AS is_unset,
  g.title_zh AS topic_zh,
  g.title_en AS topic_en,
  count(*) OVER (PARTITION BY c.clause_id) AS n_versions
FROM rulebook.clause AS c
LEFT JOIN rulebook.parameter AS p ON c.limit_param = p.name
LEFT JOIN rulebook.governing AS g ON c.topic = g.topic
WHERE c.closed_month IS NULL AND wanted()
ORDER BY c.regulation, c.clause_id, c.version_no
