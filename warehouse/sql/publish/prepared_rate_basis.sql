-- Question: of how many rates is a named rate the mean, and what does one lack that cannot be computed?
-- Grain:    one named rate (clause, definition, month and department).
-- Inputs:   audit.named_rate, rulebook.definition, rulebook.definition_item, rulebook.clause,
--           rulebook.item_limit, rulebook.label, prepared.item_parameter, prepared.pressure_point.
WITH rate AS (
  SELECT n.clause_id, n.definition_id, n.period_from, n.department_id, n.reason, d.method
  FROM audit.named_rate AS n
  INNER JOIN rulebook.definition AS d ON n.definition_id = d.definition_id
),

tested AS (
  SELECT DISTINCT c.clause_id, s.period_from, s.department_id, s.parameter, s.place
  FROM prepared.item_parameter AS s
  INNER JOIN rulebook.clause AS c ON s.version_id = c.version_id
  WHERE s.denominator > 0
),

named AS (
  SELECT
    parameter,
    min(name_zh) AS name_zh,
    min(name_en) AS name_en
  FROM rulebook.item_limit
  GROUP BY parameter
),

item AS (
  SELECT
    r.clause_id,
    r.definition_id,
    r.period_from,
    r.department_id,
    m.set_name,
    m.item_no,
    count(t.parameter) > 0 AS is_tested,
    string_agg(DISTINCT coalesce(n.name_zh, m.parameter), ' / ' ORDER BY coalesce(n.name_zh, m.parameter))
      AS name_zh,
    string_agg(DISTINCT coalesce(n.name_en, m.parameter), ' / ' ORDER BY coalesce(n.name_en, m.parameter))
      AS name_en
  FROM rate AS r
  INNER JOIN rulebook.definition_item AS m
    ON
      r.definition_id = m.definition_id
      AND m.set_name != 'panel'
      AND (m.valid_from IS NULL OR m.valid_from <= r.period_from)
      AND (m.valid_until IS NULL OR m.valid_until > r.period_from)
  LEFT JOIN named AS n ON m.parameter = n.parameter
  LEFT JOIN tested AS t
    ON
      r.clause_id = t.clause_id
      AND r.period_from = t.period_from
      AND (r.department_id IS NULL OR r.department_id = t.department_id)
      AND m.parameter = t.parameter
      AND (m.set_name = 'network') = (t.place = 'network')
  GROUP BY ALL
),

itemised AS (
  SELECT
    clause_id,
    definition_id,
    period_from,
    department_id,
    count(*) AS n_items,
    string_agg(name_zh, '、' ORDER BY set_name, item_no) FILTER (NOT is_tested) AS untested_zh,
    string_agg(name_en, ', ' ORDER BY set_name, item_no) FILTER (NOT is_tested) AS untested_en
  FROM item
  GROUP BY ALL
),

place AS (
  SELECT r.clause_id, r.definition_id, r.period_from, r.department_id, count(DISTINCT t.place) AS n_places
  FROM rate AS r
  INNER JOIN tested AS t
    ON
      r.clause_id = t.clause_id
      AND r.period_from = t.period_from
      AND (r.department_id IS NULL OR r.department_id = t.department_id)
  GROUP BY ALL
),

point AS (
  SELECT r.clause_id, r.definition_id, r.period_from, r.department_id, count(DISTINCT p.point_id) AS n_points
  FROM rate AS r
  INNER JOIN rulebook.clause AS c ON r.clause_id = c.clause_id
  INNER JOIN prepared.pressure_point AS p
    ON
      c.rate_clause_id = p.clause_id
      AND r.period_from = p.period_from
      AND (r.department_id IS NULL OR r.department_id = p.department_id)
  WHERE p.denominator > 0
  GROUP BY ALL
)

SELECT
  r.clause_id,
  r.definition_id,
  r.period_from,
  r.department_id,
  -- The rest of the panel at the outlets is one rate more.
  CASE r.method
    WHEN 'mean_of_points' THEN coalesce(k.n_points, 0)
    WHEN 'mean_of_point_types' THEN coalesce(t.n_places, 0)
    WHEN 'item_weighted' THEN i.n_items
    WHEN 'composite' THEN i.n_items + 1
  END AS n_rates,
  CASE r.reason WHEN 'item_not_tested' THEN i.untested_zh WHEN 'not_delivered' THEN l.zh END AS missing_zh,
  CASE r.reason WHEN 'item_not_tested' THEN i.untested_en WHEN 'not_delivered' THEN l.en END AS missing_en
FROM rate AS r
LEFT JOIN itemised AS i
  ON
    r.clause_id = i.clause_id
    AND r.definition_id = i.definition_id
    AND r.period_from = i.period_from
    AND r.department_id IS NOT DISTINCT FROM i.department_id
LEFT JOIN place AS t
  ON
    r.clause_id = t.clause_id
    AND r.definition_id = t.definition_id
    AND r.period_from = t.period_from
    AND r.department_id IS NOT DISTINCT FROM t.department_id
LEFT JOIN point AS k
  ON
    r.clause_id = k.clause_id
    AND r.definition_id = k.definition_id
    AND r.period_from = k.period_from
    AND r.department_id IS NOT DISTINCT FROM k.department_id
-- What a composite cannot do without is which works supplies which point.
LEFT JOIN rulebook.label AS l ON r.method = 'composite' AND l.list = 'tables' AND l.code = 'sampling_points'
ORDER BY r.clause_id, r.period_from, r.department_id, r.definition_id
