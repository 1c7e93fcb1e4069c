-- Question: how did the points of measurement keep the limits of pressure in a month?
-- Grain:    one point and clause, the worst first.
-- Inputs:   prepared.pressure_point, prepared.clause, evidence.pressure_points, meta.run; $month.
-- What a point should have read follows from its interval and the days it was in service, as far as the audit
-- looks; a reading that never came is missing too. Without an interval only what came can be counted.
WITH point AS (
  SELECT
    p.point_id,
    p.name,
    p.point_type,
    p.district,
    date_diff(
      'minute',
      greatest(cast(cast($month AS DATE) AS TIMESTAMP), cast(p.active_from AS TIMESTAMP)),
      least(
        cast($month AS DATE) + INTERVAL 1 MONTH,
        cast(p.active_until AS TIMESTAMP),
        timezone(r.zone, r.as_of)
      )
    ) // nullif(p.interval_min, 0) AS n_planned
  FROM evidence.pressure_points AS p
  CROSS JOIN meta.run AS r
),

counted AS (
  SELECT
    j.*,
    j.denominator + j.n_excused AS n_usable,
    greatest(j.denominator + j.n_excused + j.n_not_assessed, coalesce(p.n_planned, 0)) AS n_expected,
    p.name,
    p.point_type,
    p.district
  FROM prepared.pressure_point AS j
  LEFT JOIN point AS p ON j.point_id = p.point_id
  WHERE j.period_from = $month AND in_scope(j.department_id)
)

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
  j.name,
  j.point_type,
  j.district,
  cast(j.numerator AS DECIMAL(18, 8)) / nullif(j.denominator, 0) AS rate,
  j.n_usable / nullif(j.n_expected, 0) AS completeness_rate,
  j.n_usable,
  j.n_expected
FROM counted AS j
INNER JOIN prepared.clause AS c ON j.clause_id = c.clause_id
ORDER BY rate NULLS FIRST, j.point_id, j.clause_id
