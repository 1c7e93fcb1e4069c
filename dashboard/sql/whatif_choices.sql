-- Question: between what does the profile choose, and what has it chosen?
-- Grain:    one thing to choose and one way to choose it.
-- Inputs:   rulebook.profile, rulebook.definition, rulebook.governing, rulebook.clause, rulebook.label.
-- Scope:    none: rules.
WITH switch AS (
  SELECT
    s.name,
    s.value,
    CASE s.name
      WHEN 'outage_excuse' THEN cast(p.outage_excuse AS VARCHAR)
      WHEN 'day_counting' THEN p.day_counting
      WHEN 'damage_payer' THEN p.damage_payer
      ELSE p.lateness
    END AS now
  FROM rulebook.profile AS p
  CROSS JOIN (
    VALUES
    ('outage_excuse', 'true'), ('outage_excuse', 'false'),
    ('day_counting', 'started'), ('day_counting', 'completed'),
    ('damage_payer', 'company'), ('damage_payer', 'staff'),
    ('lateness', 'routed_owner'), ('lateness', 'holder_at_due'), ('lateness', 'proportional')
  ) AS s (name, value)
)

SELECT
  'switch' AS section,
  'switch.' || name AS target,
  name AS title_zh,
  name AS title_en,
  value,
  value AS value_zh,
  value AS value_en,
  value = now AS is_now
FROM switch
UNION ALL
SELECT
  'definition' AS section,
  'definition.' || family AS target,
  family AS title_zh,
  family AS title_en,
  definition_id AS value,
  title_zh AS value_zh,
  title_en AS value_en,
  is_governing AS is_now
FROM rulebook.definition
UNION ALL
SELECT DISTINCT
  'topic' AS section,
  'topic.' || g.topic AS target,
  g.title_zh,
  g.title_en,
  c.regulation AS value,
  c.regulation_title_zh AS value_zh,
  c.regulation_title_en AS value_en,
  c.regulation = g.regulation AS is_now
FROM rulebook.governing AS g
INNER JOIN rulebook.clause AS c ON g.topic = c.topic
WHERE c.closed_month IS NULL
ORDER BY section, target, is_now DESC, value
