-- Question: what is the rate of a clause under each of its named definitions?
-- Grain:    one definition, the governing one first.
-- Inputs:   audit.named_rate, rulebook.definition, rulebook.definition_item, rulebook.clause,
--           rulebook.item_limit, rulebook.label, prepared.item_parameter, prepared.pressure_point; $clause,
--           $month, $department (null = the whole utility).
-- Of a mean it says how many rates it is the mean of; of a rate that cannot be computed which items lack a
-- result.
WITH tested AS (
  SELECT DISTINCT
    s.parameter,
    s.place
  FROM prepared.item_parameter AS s
  INNER JOIN rulebook.clause AS c ON s.version_id = c.version_id
  WHERE
    c.clause_id = $clause
    AND s.period_from = $month
    AND s.denominator > 0
    AND (cast($department AS VARCHAR) IS NULL OR s.department_id = $department)
    AND in_scope(s.department_id)
),

named AS (
  SELECT
    parameter,
    any_value(name_zh) AS name_zh,
    any_value(name_en) AS name_en
  FROM rulebook.item_limit
  GROUP BY parameter
),

item AS (
  SELECT
    m.definition_id,
    m.set_name,
    m.item_no,
    count(t.parameter) > 0 AS is_tested,
    string_agg(DISTINCT coalesce(n.name_zh, m.parameter), ' / ') AS name_zh,
    string_agg(DISTINCT coalesce(n.name_en, m.parameter), ' / ') AS name_en
  FROM rulebook.definition_item AS m
  LEFT JOIN named AS n ON m.parameter = n.parameter
  LEFT JOIN tested AS t
    ON m.parameter = t.parameter AND (m.set_name = 'network') = (t.place = 'network')
  WHERE
    m.set_name != 'panel'
    AND (m.valid_from IS NULL OR m.valid_from <= $month)
    AND (m.valid_until IS NULL OR m.valid_until > $month)
  GROUP BY m.definition_id, m.set_name, m.item_no
),

itemised AS (
  SELECT
    definition_id,
    count(*) AS n_items,
    string_agg(name_zh, '、' ORDER BY set_name, item_no) FILTER (NOT is_tested) AS untested_zh,
    string_agg(name_en, ', ' ORDER BY set_name, item_no) FILTER (NOT is_tested) AS untested_en
  FROM item
  GROUP BY definition_id
),

point AS (
  SELECT count(DISTINCT p.point_id) AS n_points
  FROM prepared.pressure_point AS p
  INNER JOIN rulebook.clause AS c ON p.clause_id = c.rate_clause_id
  WHERE
    c.clause_id = $clause
    AND p.period_from = $month
    AND p.denominator > 0
    AND (cast($department AS VARCHAR) IS NULL OR p.department_id = $department)
    AND in_scope(p.department_id)
)

SELECT
  n.definition_id,
  n.is_governing,
  n.numerator,
  n.denominator,
  n.rate,
  n.reason,
  d.method,
  d.title_zh,
  d.title_en,
  d.formula_zh,
  d.formula_en,
  -- The rest of the panel at the outlets is one rate more.
  CASE d.method
    WHEN 'mean_of_points' THEN k.n_points
    WHEN 'mean_of_point_types' THEN (SELECT count(DISTINCT t.place) FROM tested AS t)
    WHEN 'item_weighted' THEN i.n_items
    WHEN 'composite' THEN i.n_items + 1
  END AS n_rates,
  CASE n.reason WHEN 'item_not_tested' THEN i.untested_zh WHEN 'not_delivered' THEN l.zh END AS missing_zh,
  CASE n.reason WHEN 'item_not_tested' THEN i.untested_en WHEN 'not_delivered' THEN l.en END AS missing_en
FROM audit.named_rate AS n
INNER JOIN rulebook.definition AS d ON n.definition_id = d.definition_id
CROSS JOIN point AS k
LEFT JOIN itemised AS i ON d.definition_id = i.definition_id
-- What a composite cannot do without is which works supplies which point.
LEFT JOIN rulebook.label AS l ON l.list = 'tables' AND l.code = 'sampling_points' AND d.method = 'composite'
WHERE
  n.clause_id = $clause
  AND n.period_from = $month
  AND n.department_id IS NOT DISTINCT FROM cast($department AS VARCHAR)
  AND in_scope(n.department_id)
ORDER BY n.is_governing DESC, d.definition_id
