-- Question: which appeals does the audit know, and where does each stand?
-- Grain:    one appeal; people of departments out of scope are not named.
-- Inputs:   audit.appeal, audit.decision, score.ledger_entry, prepared.clause.
SELECT
  a.appeal_id,
  a.filed_at,
  if(in_scope(a.department_id), a.filed_by, NULL) AS filed_by,
  a.department_id,
  a.observation_id,
  a.entry_id,
  coalesce(substr(a.observation_id, strpos(a.observation_id, '/') + 1), a.entry_id) AS target,
  a.period_from,
  a.state,
  a.refusal,
  a.decision_id,
  a.decided_at,
  a.days_open,
  a.evidence_ref,
  d.effect_zh,
  d.effect_en,
  c.clause_id,
  c.title_zh,
  c.title_en
FROM audit.appeal AS a
LEFT JOIN audit.decision AS d ON a.decision_id = d.decision_id
LEFT JOIN score.ledger_entry AS e ON a.entry_id = e.entry_id
LEFT JOIN prepared.clause AS c ON coalesce(split_part(a.observation_id, '/', 1), e.clause_id) = c.clause_id
WHERE in_scope(a.department_id) AND wanted()
ORDER BY a.state = 'open' DESC, a.filed_at DESC, a.appeal_id
