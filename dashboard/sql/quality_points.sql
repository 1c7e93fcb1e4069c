-- Question: how did the sampling points come out in a month?
-- Grain:    one sampling point, the worst first.
-- Inputs:   prepared.water_point, evidence.sampling_points; $month.
-- Samples belong to the laboratory, not to a department: who sees the whole sees them.
WITH counted AS (
  SELECT *, cast(NULL AS VARCHAR) AS department_id FROM prepared.water_point
)

SELECT
  s.point_id,
  any_value(s.point_type) AS point_type,
  any_value(p.place) AS place,
  any_value(p.plant_id) AS plant_id,
  sum(s.n_samples) AS n_samples,
  sum(s.numerator) AS numerator,
  sum(s.denominator) AS denominator,
  sum(s.denominator) - sum(s.numerator) AS n_failed,
  sum(s.n_undecided) AS n_undecided,
  sum(s.denominator) + sum(s.n_undecided) AS n_results,
  cast(sum(s.numerator) AS DECIMAL(18, 8)) / nullif(sum(s.denominator), 0) AS rate,
  cast(sum(s.denominator) AS DECIMAL(18, 8)) / (sum(s.denominator) + sum(s.n_undecided)) AS completeness_rate
FROM counted AS s
LEFT JOIN evidence.sampling_points AS p ON s.point_id = p.point_id
WHERE s.period_from = $month AND s.point_type != 'raw' AND in_scope(s.department_id)
GROUP BY s.point_id
ORDER BY rate NULLS FIRST, denominator DESC, s.point_id
