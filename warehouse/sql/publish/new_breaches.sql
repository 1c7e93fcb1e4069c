-- Question: which breaches did the latest earlier audit not know?
-- Grain:    one breach.
-- Inputs:   audit.verdict, rulebook.clause, known_breach.
-- Some happened since; others happened earlier and are known only now: evidence came late, a rule or a
-- parameter was set, or a decision was taken.
INSERT INTO meta.new_breach BY NAME
SELECT
  v.version_id,
  v.record_id
FROM audit.verdict AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
ANTI JOIN known_breach AS k ON c.clause_id = k.clause_id AND v.record_id = k.record_id
WHERE v.verdict = 'breach'
ORDER BY v.version_id, v.record_id
