-- Question: which moments start and stop the clock of a clause?
-- Grain:    one moment in one role.
-- Inputs:   rulebook.clause_fact; $version_id.
SELECT
  role,
  class_value,
  combine,
  fact
FROM rulebook.clause_fact
WHERE version_id = $version_id
ORDER BY role, class_value NULLS FIRST, fact
