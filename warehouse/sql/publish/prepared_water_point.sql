-- Question: how did the sampling points come out, month by month?
-- Grain:    one sampling point, kind of point and month.
-- Inputs:   audit.result_state; months are those of the zone of the session, which is the utility's.
SELECT
  cast(date_trunc('month', sampled_at) AS DATE) AS period_from,
  point_id,
  point_type,
  count(DISTINCT sample_id) AS n_samples,
  count(*) FILTER (WHERE result_state = 'pass') AS numerator,
  count(*) FILTER (WHERE result_state IN ('pass', 'fail')) AS denominator,
  count(*) FILTER (WHERE result_state NOT IN ('pass', 'fail')) AS n_undecided,
  count(*) FILTER (WHERE result_state = 'no_limit') AS n_no_limit
FROM audit.result_state
WHERE sampled_at IS NOT NULL AND point_id IS NOT NULL
GROUP BY ALL
ORDER BY ALL
