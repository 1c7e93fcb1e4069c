-- Question: how did the points of measurement keep the limits of pressure, month by month?
-- Grain:    one point, clause, department and month.
-- Inputs:   audit.verdict, rulebook.clause, evidence.pressure_readings.
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
ORDER BY c.clause_id, v.period_from, r.point_id, v.department_id
