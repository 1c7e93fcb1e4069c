-- Question: which regulations does the profile hold?
-- Grain:    one regulation.
-- Inputs:   rulebook.clause.
-- Scope:    none: rules.
SELECT
  regulation,
  any_value(regulation_title_zh) AS title_zh,
  any_value(regulation_title_en) AS title_en,
  count(DISTINCT clause_id) AS n_clauses
FROM rulebook.clause
GROUP BY regulation
ORDER BY regulation
