-- Question: how did the parameters of water come out in a month?
-- Grain:    one parameter and kind of point, the worst first.
-- Inputs:   prepared.water_parameter, rulebook.item_limit; $month.
-- Samples belong to the laboratory, not to a department: who sees the whole sees them.
WITH counted AS (
  SELECT *, cast(NULL AS VARCHAR) AS department_id FROM prepared.water_parameter
)

SELECT
  s.parameter,
  coalesce(l.name_zh, s.parameter) AS name_zh,
  coalesce(l.name_en, s.parameter) AS name_en,
  s.point_type,
  s.numerator,
  s.denominator,
  s.n_undecided,
  s.n_censored,
  cast(s.numerator AS DECIMAL(18, 8)) / nullif(s.denominator, 0) AS rate
FROM counted AS s
LEFT JOIN (
  SELECT
    parameter,
    any_value(name_zh) AS name_zh,
    any_value(name_en) AS name_en
  FROM rulebook.item_limit
  GROUP BY parameter
) AS l ON s.parameter = l.parameter
WHERE s.period_from = $month AND s.point_type != 'raw' AND in_scope(s.department_id)
ORDER BY rate NULLS FIRST, denominator DESC, s.parameter, s.point_type
