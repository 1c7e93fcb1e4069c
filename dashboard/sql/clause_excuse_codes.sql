-- Question: which excuses does a clause know, else all there are?
-- Grain:    one code.
-- Inputs:   rulebook.excuse, rulebook.clause, rulebook.label; $clause.
-- Scope:    none: rules.
WITH own AS (
  SELECT DISTINCT e.code
  FROM rulebook.excuse AS e
  INNER JOIN rulebook.clause AS c ON e.version_id = c.version_id
  WHERE c.clause_id = $clause
)

SELECT
  l.code,
  l.code IN (SELECT o.code FROM own AS o) AS is_own
FROM rulebook.label AS l
WHERE l.list = 'excuses'
ORDER BY is_own DESC, l.code
