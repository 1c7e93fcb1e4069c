-- Question: how did the points of measurement keep the limits of pressure, month by month?
-- Grain:    one point, clause, department and month.
-- Inputs:   audit.verdict, rulebook.clause, evidence.pressure_readings, evidence.pressure_points; $as_of.
-- What a point should have read follows from its interval and the time it was in service, as far as the audit
-- looks: a reading that never came is missing too. Without an interval only what came can be counted.
WITH counted AS (
  SELECT
    c.clause_id,
    v.period_from,
    r.point_id,
    v.department_id,
    max(v.limit_value) AS limit_value,
    count(*) FILTER (WHERE v.verdict = 'compliant') AS numerator,
    count(*) FILTER (WHERE v.verdict IN ('compliant', 'breach')) AS denominator,
    count(*) FILTER (WHERE v.verdict = 'excused') AS n_excused,
    count(*) FILTER (WHERE v.verdict = 'not_assessed') AS n_not_assessed,
    min(v.measured) FILTER (WHERE v.verdict IN ('compliant', 'breach')) AS lowest,
    quantile_cont(v.measured, 0.05) FILTER (WHERE v.verdict IN ('compliant', 'breach')) AS low_5,
    median(v.measured) FILTER (WHERE v.verdict IN ('compliant', 'breach')) AS middle
  FROM evidence.pressure_readings AS r
  INNER JOIN audit.verdict AS v ON r.reading_id = v.record_id
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  WHERE c.subject = 'pressure_readings' AND c.kind = 'value_limit' AND c.is_governing
  GROUP BY c.clause_id, v.period_from, r.point_id, v.department_id
),

expected AS (
  SELECT
    c.*,
    date_diff(
      'minute',
      greatest(cast(c.period_from AS TIMESTAMPTZ), cast(p.active_from AS TIMESTAMPTZ)),
      least(
        cast(c.period_from + INTERVAL 1 MONTH AS TIMESTAMPTZ), cast(p.active_until AS TIMESTAMPTZ), $as_of
      )
    ) // nullif(p.interval_min, 0) AS n_planned
  FROM counted AS c
  LEFT JOIN evidence.pressure_points AS p ON c.point_id = p.point_id
)

SELECT
  clause_id,
  period_from,
  point_id,
  department_id,
  limit_value,
  numerator,
  denominator,
  n_excused,
  n_not_assessed,
  denominator + n_excused AS n_usable,
  greatest(denominator + n_excused + n_not_assessed, coalesce(n_planned, 0)) AS n_expected,
  lowest,
  low_5,
  middle
FROM expected
ORDER BY clause_id, period_from, point_id, department_id
