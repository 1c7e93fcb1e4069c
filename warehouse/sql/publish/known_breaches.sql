-- Question: which breaches did the latest earlier audit know?
-- Grain:    one clause and record, whatever the version of the clause was.
-- Inputs:   before.audit.verdict, before.rulebook.clause.
CREATE OR REPLACE TEMP TABLE known_breach AS
SELECT DISTINCT
  c.clause_id,
  v.record_id
FROM before.audit.verdict AS v
INNER JOIN before.rulebook.clause AS c ON v.version_id = c.version_id
WHERE v.verdict = 'breach'
