-- Question: what did the last audit find before any decision, so that decisions can be tried on it?
-- Grain:    none (views over the published file, attached as `base`).
-- Inputs:   base.audit, base.rulebook, base.score.
CREATE VIEW rulebook.clause AS FROM base.rulebook.clause;
CREATE VIEW rulebook.profile AS FROM base.rulebook.profile;
CREATE VIEW rulebook.label AS FROM base.rulebook.label;
CREATE VIEW rulebook.consequence AS FROM base.rulebook.consequence;
CREATE VIEW score.ledger_entry AS FROM base.score.ledger_entry;

CREATE VIEW audit.verdict AS
SELECT
  v.* REPLACE (
    coalesce(v.original_verdict, v.verdict) AS verdict,
    if(v.original_verdict IS NULL, v.reason, v.original_reason) AS reason,
    if(v.decision_id IS NULL, v.due_at, d.original_due_at) AS due_at
  )
FROM base.audit.verdict AS v
LEFT JOIN base.audit.decision AS d ON v.decision_id = d.decision_id;

CREATE VIEW audit.item AS
SELECT
  i.* REPLACE (
    coalesce(i.original_outcome, i.outcome) AS outcome,
    if(i.original_outcome IS NULL, i.reason, i.original_reason) AS reason
  )
FROM base.audit.item AS i
