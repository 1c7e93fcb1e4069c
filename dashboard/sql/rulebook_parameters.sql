-- Question: which parameters of the operator do clauses ask for, and which are not set?
-- Grain:    one parameter, those that are not set first.
-- Inputs:   rulebook.parameter, rulebook.clause.
-- Scope:    none: rules.
SELECT
  p.name,
  p.name AS code,
  p.value,
  p.unit,
  p.source,
  p.n_clauses,
  p.value IS NULL AS is_unset,
  min(c.clause_id) AS clause_id,
  arg_min(c.title_zh, c.clause_id) AS title_zh,
  arg_min(c.title_en, c.clause_id) AS title_en,
  bool_or(c.is_governing) AS is_governing
FROM rulebook.parameter AS p
LEFT JOIN rulebook.clause AS c ON p.name = c.limit_param AND c.closed_month IS NULL
GROUP BY p.name, p.value, p.unit, p.source, p.n_clauses
ORDER BY is_unset DESC, p.name
