-- Question: which records does a version of a clause judge, by which moments and conditions?
-- Grain:    one moment or condition.
-- Inputs:   rulebook.clause_fact, rulebook.condition; $version.
-- Scope:    none: rules.
SELECT
  role AS part,
  fact,
  combine AS test,
  FALSE AS is_negated,
  coalesce(class_value, '') AS expected
FROM rulebook.clause_fact
WHERE version_id = $version
UNION ALL
SELECT
  part,
  fact,
  test,
  is_negated,
  array_to_string(expected, ', ') AS expected
FROM rulebook.condition
WHERE version_id = $version
