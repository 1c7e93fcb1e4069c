-- Question: what was found of a parameter, or at a point, up to the end of a month?
-- Grain:    one result, the newest first.
-- Inputs:   audit.result_state, audit.item, evidence.water_quality_samples, rulebook.clause,
--           rulebook.item_limit, quality.received_file, meta.run; $from_month and $month (both included).
-- The text stands as the laboratory reported it: a result below a detection limit stays "<0.5", and has no
-- number. The limit is the one in force on the day of sampling, at its kind of point; the clause is a rate
-- that counts the result. Samples belong to the laboratory, not to a department: who sees the whole sees
-- them.
WITH sampled AS (
  SELECT
    s.*,
    cast(NULL AS VARCHAR) AS department_id,
    cast(timezone(r.zone, s.sampled_at) AS DATE) AS on_day
  FROM audit.result_state AS s
  CROSS JOIN meta.run AS r
),

picked AS (
  SELECT s.*
  FROM sampled AS s
  WHERE
    date_trunc('month', s.on_day) BETWEEN $from_month AND $month
    AND in_scope(s.department_id)
    AND wanted()
  ORDER BY s.sampled_at DESC, s.sample_id, s.parameter
  LIMIT $limit
),

counted AS (
  SELECT
    i.record_id,
    min(c.clause_id) AS clause_id
  FROM audit.item AS i
  INNER JOIN rulebook.clause AS c ON i.version_id = c.version_id
  WHERE
    c.subject = 'water_quality_samples'
    AND in_scope(i.department_id)
    AND i.record_id IN (SELECT p.sample_id || '|' || p.parameter FROM picked AS p)
  GROUP BY i.record_id
),

named AS (
  SELECT
    parameter,
    any_value(name_zh) AS name_zh,
    any_value(name_en) AS name_en
  FROM rulebook.item_limit
  GROUP BY parameter
)

SELECT
  s.sample_id,
  s.sample_id || '|' || s.parameter AS record_id,
  c.clause_id,
  s.parameter,
  coalesce(n.name_zh, s.parameter) AS name_zh,
  coalesce(n.name_en, s.parameter) AS name_en,
  s.point_id,
  s.point_type,
  s.sampled_at,
  s.result_text,
  w.qualifier,
  w.unit,
  CASE WHEN w.qualifier = 'equal' THEN w.value END AS value,
  l.low,
  l.high,
  l.unit AS limit_unit,
  l.not_detectable AS is_not_detectable,
  s.result_state,
  f.file AS source_file,
  s.source_row
FROM picked AS s
LEFT JOIN evidence.water_quality_samples AS w
  ON s.source_file_id = w.file_id AND s.source_row = w.source_row
LEFT JOIN quality.received_file AS f ON s.source_file_id = f.file_id
LEFT JOIN named AS n ON s.parameter = n.parameter
LEFT JOIN counted AS c ON s.sample_id || '|' || s.parameter = c.record_id
LEFT JOIN rulebook.item_limit AS l
  ON
    s.parameter = l.parameter
    AND (l.point_type IS NULL OR s.point_type = l.point_type)
    AND (l.valid_from IS NULL OR s.on_day >= l.valid_from)
    AND (l.valid_until IS NULL OR s.on_day < l.valid_until)
ORDER BY s.sampled_at DESC, s.sample_id, s.parameter
