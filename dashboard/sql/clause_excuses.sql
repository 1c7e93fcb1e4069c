-- Question: which excuses does a version of a clause know?
-- Grain:    one excuse.
-- Inputs:   rulebook.excuse; $version.
-- Scope:    none: rules.
SELECT code FROM rulebook.excuse
WHERE version_id = $version
ORDER BY code
