-- Question: how did the points of measurement keep the limits of pressure in a month?
-- Grain:    one point and clause, the worst first.
-- Inputs:   audit.verdict, rulebook.clause, evidence.pressure_readings, evidence.pressure_points; $month.
WITH judged AS (
  SELECT
    r.point_id,
    c.clause_id,
    any_value(c.title_zh) AS title_zh,
    any_value(c.title_en) AS title_en,
    any_value(v.department_id) AS department_id,
    any_value(v.limit_value) AS limit_value,
    count(*) FILTER (WHERE v.verdict = 'compliant') AS numerator,
    count(*) FILTER (WHERE v.verdict IN ('compliant', 'breach')) AS denominator,
    count(*) FILTER (WHERE v.verdict = 'excused') AS n_excused,
    count(*) FILTER (WHERE v.verdict = 'not_assessed') AS n_not_assessed,
    min(v.measured) FILTER (WHERE v.verdict IN ('compliant', 'breach')) AS lowest,
    quantile_cont(v.measured, 0.05) FILTER (WHERE v.verdict IN ('compliant', 'breach')) AS low_5,
    median(v.measured) FILTER (WHERE v.verdict IN ('compliant', 'breach')) AS middle
  FROM audit.verdict AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  INNER JOIN evidence.pressure_readings AS r ON v.record_id = r.reading_id
  WHERE
    c.subject = 'pressure_readings'
    AND c.kind = 'value_limit'
    AND c.is_governing
    AND v.period_from = $month
    AND in_scope(v.department_id)
  GROUP BY r.point_id, c.clause_id
)

SELECT
  j.*,
  p.name,
  p.point_type,
  p.district,
  cast(j.numerator AS DECIMAL(18, 8)) / nullif(j.denominator, 0) AS rate,
  j.denominator / nullif(j.denominator + j.n_not_assessed, 0) AS completeness_rate,
  j.denominator + j.n_not_assessed AS n_expected
FROM judged AS j
LEFT JOIN evidence.pressure_points AS p ON j.point_id = p.point_id
ORDER BY rate NULLS FIRST, j.point_id, j.clause_id
