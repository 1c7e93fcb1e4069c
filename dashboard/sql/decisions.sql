-- Question: which decisions does the audit know, and what came of each?
-- Grain:    one decision; deciders of departments out of scope are named by number alone.
-- Inputs:   audit.decision, score.ledger_entry, prepared.clause, rulebook.label.
SELECT
  d.decision_id,
  d.decided_at,
  d.kind,
  d.observation_id,
  d.entry_id,
  coalesce(substr(d.observation_id, strpos(d.observation_id, '/') + 1), d.entry_id, d.veto_id) AS target,
  c.title_zh,
  c.title_en,
  d.department_id,
  d.period_from,
  d.appeal_id,
  d.outcome,
  d.status,
  d.refusal,
  d.superseded_by,
  d.original_verdict,
  d.original_reason,
  d.original_due_at,
  d.verdict,
  d.reason_code,
  d.due_at,
  d.amount_cny,
  d.multiple,
  d.points,
  d.evidence_ref,
  d.requested_by,
  d.decided_by,
  if(in_scope(d.decided_department_id), d.decided_department_id, NULL) AS decided_department_id,
  coalesce(d.effect_zh, l.definition_zh) AS effect_zh,
  coalesce(d.effect_en, l.definition_en) AS effect_en
FROM audit.decision AS d
LEFT JOIN score.ledger_entry AS e ON d.entry_id = e.entry_id
LEFT JOIN prepared.clause AS c
  ON coalesce(split_part(d.observation_id, '/', 1), e.clause_id) = c.clause_id
LEFT JOIN rulebook.label AS l ON l.list = 'decision_refusals' AND d.refusal = l.code
WHERE in_scope(d.department_id) AND wanted()
ORDER BY d.decided_at DESC, d.decision_id
