-- Question: what did the audit find, clause by clause and record by record, in words?
-- Grain:    one clause on one record.
-- Inputs:   audit.verdict, audit.decision, rulebook.clause, rulebook.label, prepared.required_step,
--           quality.received_file.
-- A view: everything here is derived from the compact table, so that millions of rows stay small.
CREATE OR REPLACE VIEW audit.observation AS
SELECT
  c.clause_id || '/' || v.record_id AS observation_id,
  c.clause_id,
  c.version_from AS clause_version_from,
  c.topic,
  c.is_governing,
  c.subject AS record_table,
  v.record_id,
  v.department_id,
  v.routed_department_id,
  v.staff_id,
  v.customer_id,
  v.period_from,
  v.started_at,
  v.due_at,
  v.stopped_at,
  v.measured,
  v.limit_value,
  coalesce(c.limit_unit, u.limit_unit) AS unit,
  v.late_by_min,
  v.verdict,
  v.reason,
  coalesce(v.original_verdict, v.verdict) AS original_verdict,
  CASE WHEN v.original_verdict IS NULL THEN v.reason ELSE v.original_reason END AS original_reason,
  v.decision_id,
  v.is_provisional,
  '《' || c.regulation_title_zh || '》' || c.locator || '：' || c.title_zh || '。'
  || coalesce(
    '限值 ' || op_sign(coalesce(c.limit_op, u.limit_op)) || ' ' || trim_zeros(v.limit_value) || ' '
    || coalesce(lu.zh, c.limit_unit, u.limit_unit) || '。', ''
  )
  || coalesce('起 ' || local_time(v.started_at), '')
  || coalesce('，应于 ' || local_time(v.due_at) || ' 前', '')
  || coalesce('，实际 ' || local_time(v.stopped_at), '')
  || coalesce(
    '，实测 ' || trim_zeros(CASE WHEN c.kind = 'deadline' THEN round(v.measured, 2) ELSE v.measured END)
    || CASE
      WHEN coalesce(c.limit_unit, u.limit_unit) IN ('standard', 'day_of_month', 'next_day_h') THEN ''
      ELSE coalesce(' ' || coalesce(lu.zh, c.limit_unit, u.limit_unit), '')
    END, ''
  )
  || coalesce('，超时 ' || lasting_zh(v.late_by_min), '')
  || '。判定：' || coalesce(lv.zh, v.verdict) || coalesce('（' || coalesce(lr.zh, le.zh, v.reason) || '）', '')
  || coalesce('，应具备：' || q.steps_zh, '')
  || '。'
  || coalesce(
    '依据 ' || local_time(d.decided_at) || ' 的裁定 ' || d.decision_id || '：' || d.effect_zh || '。', ''
  ) AS explanation_zh,
  c.regulation_title_en || ', ' || c.locator || ': ' || c.title_en || '. '
  || coalesce(
    'Limit ' || op_sign(coalesce(c.limit_op, u.limit_op)) || ' ' || trim_zeros(v.limit_value) || ' '
    || plural(v.limit_value, coalesce(lu.en, c.limit_unit, u.limit_unit)) || '. ', ''
  )
  || coalesce('From ' || local_time(v.started_at), '')
  || coalesce(', due by ' || local_time(v.due_at), '')
  || coalesce(', done ' || local_time(v.stopped_at), '')
  || coalesce(
    ', measured ' || trim_zeros(CASE WHEN c.kind = 'deadline' THEN round(v.measured, 2) ELSE v.measured END)
    || CASE
      WHEN coalesce(c.limit_unit, u.limit_unit) IN ('standard', 'day_of_month', 'next_day_h') THEN ''
      ELSE coalesce(' ' || plural(v.measured, coalesce(lu.en, c.limit_unit, u.limit_unit)), '')
    END, ''
  )
  || coalesce(', ' || lasting_en(v.late_by_min) || ' late', '')
  || '. Verdict: '
  || coalesce(lv.en, v.verdict)
  || coalesce(' (' || coalesce(lr.en, le.en, v.reason) || ')', '')
  || coalesce(', required: ' || q.steps_en, '')
  || '.'
  || coalesce(
    ' By decision ' || d.decision_id || ' of ' || local_time(d.decided_at) || ': ' || d.effect_en || '.', ''
  ) AS explanation_en,
  f.file AS source_file,
  v.source_row
FROM audit.verdict AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
LEFT JOIN (
  SELECT version_id, min(limit_op) AS limit_op, min(limit_unit) AS limit_unit
  FROM rulebook.variant
  GROUP BY version_id
) AS u ON v.version_id = u.version_id
LEFT JOIN rulebook.label AS lu
  ON lu.list = 'units' AND coalesce(c.limit_unit, u.limit_unit) = lu.code
LEFT JOIN rulebook.label AS lv ON lv.list = 'verdicts' AND v.verdict = lv.code
LEFT JOIN rulebook.label AS lr ON lr.list = 'reasons' AND v.reason = lr.code
LEFT JOIN rulebook.label AS le ON le.list = 'excuses' AND v.reason = le.code
LEFT JOIN prepared.required_step AS q
  ON v.version_id = q.version_id AND v.reason = 'missing_step'
LEFT JOIN audit.decision AS d ON v.decision_id = d.decision_id
LEFT JOIN quality.received_file AS f ON v.source_file_id = f.file_id
