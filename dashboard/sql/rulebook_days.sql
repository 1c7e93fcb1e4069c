-- Question: on which days does something in the rulebook begin or end?
-- Grain:    one day and what changes on it, the newest first.
-- Inputs:   rulebook.clause, rulebook.item_limit, rulebook.scheme.
-- Scope:    none: rules.
WITH edge AS (
  SELECT version_from AS day, 'clause' AS what, clause_id AS name FROM rulebook.clause
  WHERE closed_month IS NULL
  UNION
  SELECT version_until AS day, 'clause' AS what, clause_id AS name FROM rulebook.clause
  WHERE closed_month IS NULL
  UNION
  SELECT valid_from AS day, 'standard' AS what, standard AS name FROM rulebook.item_limit
  UNION
  SELECT valid_until AS day, 'standard' AS what, standard AS name FROM rulebook.item_limit
  UNION
  SELECT valid_from AS day, 'scheme' AS what, scheme_id AS name FROM rulebook.scheme
  WHERE closed_month IS NULL
  UNION
  SELECT valid_until AS day, 'scheme' AS what, scheme_id AS name FROM rulebook.scheme
  WHERE closed_month IS NULL
)

SELECT
  day,
  what,
  count(DISTINCT name) AS n,
  string_agg(DISTINCT name, ', ' ORDER BY name) AS names
FROM edge
WHERE day IS NOT NULL
GROUP BY day, what
ORDER BY day DESC, what
