-- Question: when was each record due, and when broken, under the clauses that others rest on?
-- Grain:    one moment (`due:<clause>` or `breach:<clause>`) of one record.
-- Inputs:   audit.verdict, rulebook.clause, rulebook.clause_fact, fact.setting.
-- A clause is broken at its due instant where it has one, else when the matter began.
INSERT INTO fact.moment
SELECT
  c.subject,
  'due:' || c.clause_id,
  v.record_id,
  v.due_at
FROM audit.verdict AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
WHERE
  v.due_at IS NOT NULL
  AND 'due:' || c.clause_id IN (SELECT fact FROM rulebook.clause_fact)
UNION ALL
SELECT
  c.subject,
  'breach:' || c.clause_id,
  v.record_id,
  coalesce(v.due_at, v.started_at)
FROM audit.verdict AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
WHERE
  v.verdict = 'breach'
  AND coalesce(v.due_at, v.started_at) IS NOT NULL
  AND 'breach:' || c.clause_id IN (SELECT fact FROM rulebook.clause_fact);

UPDATE fact.setting SET stage = 2
