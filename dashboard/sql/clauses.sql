-- Question: how is every clause kept, in a month, by the whole utility or by one department?
-- Grain:    one clause (its newest version).
-- Inputs:   rulebook.clause, rulebook.variant, audit.indicator, rulebook.parameter, rulebook.governing,
--           rulebook.definition, rulebook.scheme, rulebook.scheme_indicator, rulebook.scheme_anchor; $month,
--           $department (null = the whole utility).
-- What a scheme aims at: its target, else that of its money, else where its curve first gives full points.
WITH clause AS (
  SELECT * FROM rulebook.clause
  QUALIFY row_number() OVER (PARTITION BY clause_id ORDER BY version_no DESC) = 1
),

indicator AS (
  SELECT * FROM audit.indicator
  WHERE
    period_from = $month
    AND department_id IS NOT DISTINCT FROM cast($department AS VARCHAR)
    AND (in_scope(department_id))
),

variant AS (
  SELECT
    version_id,
    min(limit_value) AS least_limit,
    max(limit_value) AS most_limit,
    any_value(limit_unit) AS unit,
    any_value(limit_op) AS limit_op
  FROM rulebook.variant
  GROUP BY version_id
),

full_points AS (
  SELECT edition_no, indicator_id, min("at") AS least
  FROM rulebook.scheme_anchor
  WHERE share >= 1
  GROUP BY edition_no, indicator_id
),

aim AS (
  SELECT
    n.clause_id,
    max(coalesce(n.target, n.money_target, a.least)) AS scheme_target
  FROM rulebook.scheme_indicator AS n
  INNER JOIN rulebook.scheme AS e
    ON
      n.edition_no = e.edition_no
      AND (e.valid_from IS NULL OR e.valid_from <= $month)
      AND (e.valid_until IS NULL OR e.valid_until > $month)
  LEFT JOIN full_points AS a ON n.edition_no = a.edition_no AND n.indicator_id = a.indicator_id
  WHERE n.clause_id IS NOT NULL
  GROUP BY n.clause_id
)

SELECT
  c.clause_id,
  c.regulation,
  c.regulation_title_zh,
  c.regulation_title_en,
  c.locator,
  c.title_zh,
  c.title_en,
  c.kind,
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
  p.name IS NOT NULL AND p.value IS NULL AS is_unset,
  i.verdict,
  i.reason,
  i.numerator,
  i.denominator,
  i.rate,
  i.rate_low,
  i.rate_high,
  i.n_excused,
  i.n_pending,
  i.n_not_assessed,
  i.n_expected,
  greatest(i.n_expected, i.denominator + i.n_excused + i.n_not_assessed) AS n_due,
  cast(
    round(
      i.completeness_rate * greatest(i.n_expected, i.denominator + i.n_excused + i.n_not_assessed)
    ) AS BIGINT
  ) AS n_usable,
  CASE WHEN i.n_expected IS NOT NULL THEN i.completeness_rate END AS completeness_rate,
  i.target_rate,
  a.scheme_target,
  i.is_provisional
FROM clause AS c
LEFT JOIN indicator AS i ON c.clause_id = i.clause_id
LEFT JOIN rulebook.parameter AS p ON c.limit_param = p.name
LEFT JOIN rulebook.governing AS g ON c.topic = g.topic
LEFT JOIN rulebook.definition AS d ON c.rate_family = d.family AND d.is_governing
LEFT JOIN variant AS v ON c.version_id = v.version_id
LEFT JOIN aim AS a ON c.clause_id = a.clause_id
WHERE wanted()
ORDER BY c.regulation, c.clause_id
