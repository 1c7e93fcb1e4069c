-- Question: how did the sampling points come out in a month?
-- Grain:    one sampling point, the worst first.
-- Inputs:   audit.result_state, evidence.sampling_points, meta.run; $month.
-- Samples belong to the laboratory, not to a department: who sees the whole sees them.
WITH sampled AS (
  SELECT
    s.*,
    cast(NULL AS VARCHAR) AS department_id,
    cast(date_trunc('month', timezone(r.zone, s.sampled_at)) AS DATE) AS period_from
  FROM audit.result_state AS s
  CROSS JOIN meta.run AS r
)

SELECT
  s.point_id,
  any_value(s.point_type) AS point_type,
  any_value(p.place) AS place,
  any_value(p.plant_id) AS plant_id,
  count(DISTINCT s.sample_id) AS n_samples,
  count(*) FILTER (WHERE s.result_state = 'pass') AS numerator,
  count(*) FILTER (WHERE s.result_state IN ('pass', 'fail')) AS denominator,
  count(*) FILTER (WHERE s.result_state = 'fail') AS n_failed,
  count(*) FILTER (WHERE s.result_state NOT IN ('pass', 'fail')) AS n_undecided,
  count(*) AS n_results,
  cast(count(*) FILTER (WHERE s.result_state = 'pass') AS DECIMAL(18, 8))
  / nullif(count(*) FILTER (WHERE s.result_state IN ('pass', 'fail')), 0) AS rate,
  cast(count(*) FILTER (WHERE s.result_state IN ('pass', 'fail')) AS DECIMAL(18, 8)) / count(*)
    AS completeness_rate
FROM sampled AS s
LEFT JOIN evidence.sampling_points AS p ON s.point_id = p.point_id
WHERE s.period_from = $month AND s.point_type != 'raw' AND in_scope(s.department_id)
GROUP BY s.point_id
ORDER BY rate NULLS FIRST, denominator DESC, s.point_id
