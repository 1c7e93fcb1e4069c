-- Question: what must a record show, or not show, to keep a clause?
-- Grain:    one condition.
-- Inputs:   rulebook.condition; $version_id.
SELECT
  part,
  n,
  fact,
  test,
  is_negated,
  expected
FROM rulebook.condition
WHERE version_id = $version_id AND part IN ('requires', 'forbids')
ORDER BY part, n
