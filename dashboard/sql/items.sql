-- Question: which records does a rate count, and how did each come out?
-- Grain:    one record of a rate.
-- Inputs:   audit.item, rulebook.clause, audit.result_state, rulebook.item_limit, quality.received_file,
--           meta.run; $limit, $offset.
-- The limit of a result is the one in force on the day of sampling, at its kind of point.
WITH picked AS (
  SELECT i.rowid AS position
  FROM audit.item AS i
  WHERE in_scope(i.department_id) AND wanted()
  ORDER BY arranged()
  LIMIT $limit OFFSET $offset
),

delivered AS (
  SELECT DISTINCT i.source_file_id, i.source_row
  FROM audit.item AS i
  WHERE i.rowid IN (SELECT p.position FROM picked AS p)
),

result AS (
  SELECT
    s.sample_id || '|' || s.parameter AS record_id,
    s.sampled_at,
    s.point_id,
    s.point_type,
    s.parameter,
    s.result_text,
    s.result_state,
    coalesce(any_value(l.name_zh), s.parameter) AS name_zh,
    coalesce(any_value(l.name_en), s.parameter) AS name_en,
    bool_or(l.not_detectable) AS is_not_detectable,
    any_value(l.low) AS low,
    any_value(l.high) AS high,
    any_value(l.unit) AS limit_unit
  FROM audit.result_state AS s
  INNER JOIN delivered AS d ON s.source_file_id = d.source_file_id AND s.source_row = d.source_row
  CROSS JOIN meta.run AS r
  LEFT JOIN rulebook.item_limit AS l
    ON
      s.parameter = l.parameter
      AND (l.point_type IS NULL OR s.point_type = l.point_type)
      AND (l.valid_from IS NULL OR cast(timezone(r.zone, s.sampled_at) AS DATE) >= l.valid_from)
      AND (l.valid_until IS NULL OR cast(timezone(r.zone, s.sampled_at) AS DATE) < l.valid_until)
  GROUP BY s.sample_id, s.sampled_at, s.point_id, s.point_type, s.parameter, s.result_text, s.result_state
)

SELECT
  i.rowid AS position,
  c.clause_id,
  c.title_zh,
  c.title_en,
  c.subject AS record_table,
  i.record_id,
  i.department_id,
  i.period_from,
  i.outcome,
  i.reason,
  s.sampled_at,
  s.point_id,
  s.point_type,
  s.parameter,
  s.name_zh,
  s.name_en,
  s.result_text,
  s.low,
  s.high,
  s.limit_unit,
  s.is_not_detectable,
  s.result_state,
  f.file AS source_file,
  i.source_file_id,
  i.source_row
FROM audit.item AS i
INNER JOIN rulebook.clause AS c ON i.version_id = c.version_id
LEFT JOIN result AS s ON i.record_id = s.record_id AND c.subject = 'water_quality_samples'
LEFT JOIN quality.received_file AS f ON i.source_file_id = f.file_id
WHERE i.rowid IN (SELECT position FROM picked)
ORDER BY arranged()
