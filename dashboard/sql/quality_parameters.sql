-- Question: how did the parameters of water come out in a month?
-- Grain:    one parameter and kind of point, the worst first.
-- Inputs:   audit.result_state, rulebook.item_limit,
--           meta.run; $month.
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
  s.parameter,
  coalesce(any_value(l.name_zh), s.parameter) AS name_zh,
  coalesce(any_value(l.name_en), s.parameter) AS name_en,
  s.point_type,
  count(*) FILTER (WHERE s.result_state = 'pass') AS numerator,
  count(*) FILTER (WHERE s.result_state IN ('pass', 'fail')) AS denominator,
  count(*) FILTER (WHERE s.result_state NOT IN ('pass', 'fail')) AS n_undecided,
  count(*) AS n_results,
  cast(count(*) FILTER (WHERE s.result_state IN ('pass', 'fail')) AS DECIMAL(18, 8)) / count(*)
    AS completeness_rate,
  count(*) FILTER (WHERE s.result_text LIKE '<%' OR s.result_text LIKE '＜%' OR s.result_text = '未检出')
    AS n_censored,
  cast(count(*) FILTER (WHERE s.result_state = 'pass') AS DECIMAL(18, 8))
  / nullif(count(*) FILTER (WHERE s.result_state IN ('pass', 'fail')), 0) AS rate
FROM sampled AS s
LEFT JOIN (
  SELECT
    parameter,
    any_value(name_zh) AS name_zh,
    any_value(name_en) AS name_en
  FROM rulebook.item_limit
  GROUP BY parameter
) AS l ON s.parameter = l.parameter
WHERE s.period_from = $month AND s.point_type != 'raw' AND in_scope(s.department_id)
GROUP BY s.parameter, s.point_type
ORDER BY rate NULLS FIRST, denominator DESC, s.parameter, s.point_type
