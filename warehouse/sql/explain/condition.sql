-- Question: what must a record show, or not show, to keep a clause, or to pass or fail in a rate?
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
WHERE version_id = $version_id AND part IN ('requires', 'forbids', 'passes', 'fails')
ORDER BY part DESC, n
