-- Question: what does each clause ask, with what stands around it?
-- Grain:    one clause: its newest version; a text kept for a closed month only where nothing else is left.
-- Inputs:   rulebook.clause, rulebook.variant, rulebook.parameter, rulebook.governing, rulebook.definition.
WITH clause AS (
  SELECT * FROM rulebook.clause
  QUALIFY row_number() OVER (PARTITION BY clause_id ORDER BY closed_month IS NOT NULL, version_no DESC) = 1
),

variant AS (
  SELECT
    version_id,
    min(limit_value) AS least_limit,
    max(limit_value) AS most_limit,
    min(limit_unit) AS unit,
    min(limit_op) AS limit_op
  FROM rulebook.variant
  GROUP BY version_id
)

SELECT
  c.clause_id,
  c.version_id,
  c.regulation,
  c.regulation_title_zh,
  c.regulation_title_en,
  c.locator,
  c.title_zh,
  c.title_en,
  c.kind,
  c.subject,
  c.rate_clause_id,
  c.rate_family,
  c.topic,
  g.title_zh AS topic_zh,
  g.title_en AS topic_en,
  c.is_governing,
  c.strength,
  c.is_attested,
  c.calendar,
  coalesce(c.limit_op, v.limit_op) AS limit_op,
  coalesce(c.limit_value, p.value) AS limit_value,
  coalesce(c.limit_unit, v.unit) AS limit_unit,
  c.limit_param,
  c.limit_fact,
  v.least_limit,
  v.most_limit,
  d.title_zh AS definition_zh,
  d.title_en AS definition_en,
  p.name IS NOT NULL AND p.value IS NULL AS is_unset
FROM clause AS c
LEFT JOIN rulebook.parameter AS p ON c.limit_param = p.name
LEFT JOIN rulebook.governing AS g ON c.topic = g.topic
LEFT JOIN rulebook.definition AS d ON c.rate_family = d.family AND d.is_governing
LEFT JOIN variant AS v ON c.version_id = v.version_id
ORDER BY c.regulation, c.clause_id
