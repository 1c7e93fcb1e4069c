-- Question: which numbers of the rulebook may be set otherwise, to see what would change?
-- Grain:    one number: the limit of a clause or of a class of its records, or a parameter of the operator.
-- Inputs:   rulebook.clause, rulebook.variant, rulebook.parameter, rulebook.label.
-- Scope:    none: rules.
WITH clause AS (
  SELECT * FROM rulebook.clause
  WHERE closed_month IS NULL
  QUALIFY row_number() OVER (PARTITION BY clause_id ORDER BY version_no DESC) = 1
)

SELECT
  'limit' AS section,
  clause_id || '.limit' AS target,
  title_zh,
  title_en,
  NULL AS class_zh,
  NULL AS class_en,
  limit_op,
  limit_value AS value,
  limit_unit AS unit,
  is_governing
FROM clause
WHERE limit_value IS NOT NULL AND limit_param IS NULL AND limit_fact IS NULL
UNION ALL
SELECT
  'limit' AS section,
  c.clause_id || '.limit.' || v.class_value AS target,
  c.title_zh,
  c.title_en,
  coalesce(l.zh, v.class_value) AS class_zh,
  coalesce(l.en, v.class_value) AS class_en,
  v.limit_op,
  v.limit_value AS value,
  v.limit_unit AS unit,
  c.is_governing
FROM rulebook.variant AS v
INNER JOIN clause AS c ON v.version_id = c.version_id
LEFT JOIN rulebook.label AS l ON c.variant_fact = l.list AND v.class_value = l.code
WHERE v.limit_value IS NOT NULL
UNION ALL
SELECT
  'parameter' AS section,
  'parameter.' || p.name AS target,
  coalesce(l.zh, p.name) AS title_zh,
  coalesce(l.en, p.name) AS title_en,
  NULL AS class_zh,
  NULL AS class_en,
  NULL AS limit_op,
  p.value,
  p.unit,
  TRUE AS is_governing
FROM rulebook.parameter AS p
LEFT JOIN rulebook.label AS l ON p.name = l.code AND l.list = 'parameters'
ORDER BY section, is_governing DESC, target
