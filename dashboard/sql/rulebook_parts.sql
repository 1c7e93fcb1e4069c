-- Question: which moments, conditions, classes and excuses belong to the versions of the clauses?
-- Grain:    one moment, condition, class of a limit or excuse of one version.
-- Inputs:   rulebook.clause, rulebook.clause_fact, rulebook.condition, rulebook.variant, rulebook.excuse.
-- Scope:    none: rules.
WITH part AS (
  SELECT
    version_id,
    role AS part,
    0 AS n,
    fact,
    combine AS test,
    FALSE AS is_negated,
    class_value AS expected,
    NULL AS limit_op,
    NULL AS limit_value,
    NULL AS limit_unit
  FROM rulebook.clause_fact
  UNION ALL
  SELECT
    version_id,
    part,
    n,
    fact,
    test,
    is_negated,
    array_to_string(expected, ', ') AS expected,
    NULL AS limit_op,
    NULL AS limit_value,
    NULL AS limit_unit
  FROM rulebook.condition
  UNION ALL
  SELECT
    version_id,
    'class' AS part,
    0 AS n,
    class_value AS fact,
    calendar AS test,
    FALSE AS is_negated,
    NULL AS expected,
    limit_op,
    limit_value,
    limit_unit
  FROM rulebook.variant
  UNION ALL
  SELECT
    version_id,
    'excuse' AS part,
    0 AS n,
    code AS fact,
    NULL AS test,
    FALSE AS is_negated,
    NULL AS expected,
    NULL AS limit_op,
    NULL AS limit_value,
    NULL AS limit_unit
  FROM rulebook.excuse
)

SELECT p.*
FROM part AS p
INNER JOIN rulebook.clause AS c ON p.version_id = c.version_id
WHERE c.closed_month IS NULL AND wanted()
ORDER BY p.version_id, p.part, p.n, p.fact
