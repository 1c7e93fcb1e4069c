-- Question: how does each observation count once decisions are taken into account?
-- Grain:    one observation that a decision changed; what it was stays beside what it is.
-- Inputs:   audit.verdict, audit.item, fact.change.
-- What was set by an excuse or a correction is final; what an extension moved may still change where it might
-- have changed before.
UPDATE audit.verdict AS v
SET
  original_verdict = k.original_verdict,
  original_reason = k.original_reason,
  decision_id = k.decision_id,
  verdict = k.verdict,
  reason = k.reason,
  due_at = k.due_at,
  late_by_min = k.late_by_min,
  is_provisional = v.is_provisional AND k.kind = 'extension'
FROM fact.change AS k
WHERE k.held_in = 'verdict' AND v.version_id = k.version_id AND v.record_id = k.record_id;

UPDATE audit.item AS i
SET
  original_outcome = k.original_verdict,
  original_reason = k.original_reason,
  decision_id = k.decision_id,
  outcome = k.verdict,
  reason = k.reason
FROM fact.change AS k
WHERE k.held_in = 'item' AND i.version_id = k.version_id AND i.record_id = k.record_id
