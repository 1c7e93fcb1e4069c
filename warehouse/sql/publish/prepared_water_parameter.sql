-- Question: how did the parameters of water come out, month by month?
-- Grain:    one parameter, kind of point and month.
-- Inputs:   audit.result_state; months are those of the zone of the session, which is the utility's.
SELECT
  cast(date_trunc('month', sampled_at) AS DATE) AS period_from,
  parameter,
  point_type,
  count(*) FILTER (WHERE result_state = 'pass') AS numerator,
  count(*) FILTER (WHERE result_state IN ('pass', 'fail')) AS denominator,
  count(*) FILTER (WHERE result_state NOT IN ('pass', 'fail')) AS n_undecided,
  count(*) FILTER (WHERE result_text LIKE '<%' OR result_text LIKE '＜%' OR result_text = '未检出')
    AS n_censored
FROM audit.result_state
WHERE sampled_at IS NOT NULL
GROUP BY ALL
ORDER BY ALL
