-- Question: what was found of a parameter, or at a point, up to the end of a month?
-- Grain:    one result, the newest first.
-- Inputs:   audit.result_state, evidence.water_quality_samples, rulebook.item_limit, quality.received_file,
--           meta.run; $from_month and $month (months, both included).
-- The text stands as the laboratory reported it: a result below a detection limit stays "<0.5", and has no
-- number. Samples belong to the laboratory, not to a department: who sees the whole sees them.
WITH sampled AS (
  SELECT
    s.*,
    cast(NULL AS VARCHAR) AS department_id,
    cast(date_trunc('month', timezone(r.zone, s.sampled_at)) AS DATE) AS period_from
  FROM audit.result_state AS s
  CROSS JOIN meta.run AS r
)

SELECT
  s.sample_id,
  s.parameter,
  coalesce(l.name_zh, s.parameter) AS name_zh,
  coalesce(l.name_en, s.parameter) AS name_en,
  s.point_id,
  s.point_type,
  s.sampled_at,
  s.result_text,
  w.qualifier,
  w.unit,
  CASE WHEN w.qualifier = 'equal' THEN w.value END AS value,
  s.result_state,
  f.file AS source_file,
  s.source_row
FROM sampled AS s
LEFT JOIN evidence.water_quality_samples AS w
  ON s.source_file_id = w.file_id AND s.source_row = w.source_row
LEFT JOIN quality.received_file AS f ON s.source_file_id = f.file_id
LEFT JOIN (
  SELECT
    parameter,
    any_value(name_zh) AS name_zh,
    any_value(name_en) AS name_en
  FROM rulebook.item_limit
  GROUP BY parameter
) AS l ON s.parameter = l.parameter
WHERE s.period_from BETWEEN $from_month AND $month AND in_scope(s.department_id) AND wanted()
ORDER BY s.sampled_at DESC, s.sample_id, s.parameter
LIMIT $limit
