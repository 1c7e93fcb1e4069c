-- Question: how did the points of measurement keep the limits of pressure in a month?
-- Grain:    one point and clause, the worst first.
-- Inputs:   prepared.pressure_point, prepared.clause, evidence.pressure_points; $month.
SELECT
  j.point_id,
  j.clause_id,
  c.title_zh,
  c.title_en,
  j.department_id,
  j.limit_value,
  j.numerator,
  j.denominator,
  j.n_excused,
  j.n_not_assessed,
  j.lowest,
  j.low_5,
  j.middle,
  p.name,
  p.point_type,
  p.district,
  cast(j.numerator AS DECIMAL(18, 8)) / nullif(j.denominator, 0) AS rate,
  j.n_usable / nullif(j.n_expected, 0) AS completeness_rate,
  j.n_usable,
  j.n_expected
FROM prepared.pressure_point AS j
INNER JOIN prepared.clause AS c ON j.clause_id = c.clause_id
LEFT JOIN evidence.pressure_points AS p ON j.point_id = p.point_id
WHERE j.period_from = $month AND in_scope(j.department_id)
ORDER BY rate NULLS FIRST, j.point_id, j.clause_id
