-- Question: of which items is the composite rate of water quality made up, and how did each come out?
-- Grain:    one item of the composite definition (alternatives count as one), in its order.
-- Inputs:   rulebook.definition, rulebook.definition_item, prepared.item_parameter, rulebook.clause,
--           rulebook.item_limit; $clause, $month.
-- An item that nobody tested stays in the list without a rate: it is why the composite cannot be computed.
WITH counted AS (
  SELECT s.parameter, s.place, s.department_id, s.numerator, s.denominator
  FROM prepared.item_parameter AS s
  INNER JOIN rulebook.clause AS c ON s.version_id = c.version_id
  WHERE c.clause_id = $clause AND s.period_from = $month AND in_scope(s.department_id)
),

named AS (
  SELECT
    parameter,
    any_value(name_zh) AS name_zh,
    any_value(name_en) AS name_en
  FROM rulebook.item_limit
  GROUP BY parameter
)

SELECT
  m.set_name,
  m.item_no,
  string_agg(DISTINCT coalesce(n.name_zh, m.parameter), ' / ') AS name_zh,
  string_agg(DISTINCT coalesce(n.name_en, m.parameter), ' / ') AS name_en,
  coalesce(sum(t.numerator), 0) AS numerator,
  coalesce(sum(t.denominator), 0) AS denominator,
  cast(sum(t.numerator) AS DECIMAL(18, 8)) / nullif(sum(t.denominator), 0) AS rate
FROM rulebook.definition AS d
INNER JOIN rulebook.definition_item AS m ON d.definition_id = m.definition_id
LEFT JOIN named AS n ON m.parameter = n.parameter
LEFT JOIN counted AS t
  ON m.parameter = t.parameter AND (m.set_name = 'network') = (t.place = 'network')
WHERE
  d.method = 'composite'
  AND (m.valid_from IS NULL OR m.valid_from <= $month)
  AND (m.valid_until IS NULL OR m.valid_until > $month)
  AND in_scope(t.department_id)
GROUP BY m.set_name, m.item_no
ORDER BY m.set_name, m.item_no
