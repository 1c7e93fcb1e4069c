-- Question: which appeals are there, and where does each stand?
-- Grain:    one appeal.
-- Inputs:   audit.appeal, audit.decision, base.audit, base.evidence.departments, rulebook.label.
SELECT
  a.appeal_id,
  a.state,
  l.zh AS state_zh,
  l.en AS state_en,
  a.refusal,
  a.days_open,
  a.filed_at,
  a.filed_by,
  coalesce(d.name, a.department_id) AS department,
  coalesce(a.observation_id, a.entry_id) AS target,
  a.decision_id,
  a.appeal_id IN (SELECT b.appeal_id FROM base.audit.appeal AS b) AS is_audited,
  a.department_id,
  a.observation_id,
  a.entry_id,
  a.period_from,
  a.appeal_until,
  a.evidence_ref,
  e.kind AS decision_kind,
  e.decided_at,
  e.decided_by,
  e.effect_zh,
  e.effect_en,
  a.decision_id IN (SELECT b.decision_id FROM base.audit.decision AS b) AS is_decision_audited
FROM audit.appeal AS a
LEFT JOIN audit.decision AS e ON a.decision_id = e.decision_id
LEFT JOIN base.evidence.departments AS d ON a.department_id = d.dept_id
LEFT JOIN rulebook.label AS l ON l.list = 'appeal_states' AND a.state = l.code
ORDER BY a.filed_at, a.appeal_id
