-- Question: where does each appeal stand?
-- Grain:    one appeal.
-- Inputs:   fact.appeal_case, audit.decision, fact.setting.
-- An appeal is settled by the first decision on it that was not refused; until then it is open, and its days
-- are counted to the day of the audit.
SELECT
  a.appeal_id,
  a.filed_at,
  a.filed_by,
  a.department_id,
  a.observation_id,
  a.entry_id,
  a.period_from,
  a.appeal_until,
  if(a.refusal IS NOT NULL, 'refused', coalesce(d.outcome, 'open')) AS state,
  a.refusal,
  d.decision_id,
  d.decided_at,
  date_diff('day', cast(a.filed_at AS DATE), cast(coalesce(d.decided_at, s.as_of) AS DATE))
    AS days_open,
  a.evidence_ref,
  a.source_file_id,
  a.source_row
FROM fact.appeal_case AS a
CROSS JOIN fact.setting AS s
LEFT JOIN (
  SELECT appeal_id, decision_id, decided_at, outcome
  FROM audit.decision
  WHERE status != 'refused' AND appeal_id IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY appeal_id ORDER BY decided_at, decision_id) = 1
) AS d ON a.appeal_id = d.appeal_id AND a.refusal IS NULL
