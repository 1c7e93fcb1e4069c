-- Question: which limits does a clause set class by class?
-- Grain:    one class of records.
-- Inputs:   rulebook.variant; $version_id.
SELECT
  class_value,
  limit_op,
  limit_value,
  limit_unit,
  calendar
FROM rulebook.variant
WHERE version_id = $version_id
ORDER BY class_value
