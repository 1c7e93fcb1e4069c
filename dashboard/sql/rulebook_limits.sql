-- Question: which limits of drinking water hold on a day?
-- Grain:    one parameter and kind of point.
-- Inputs:   rulebook.item_limit; $day.
-- Scope:    none: rules.
SELECT
  parameter,
  name_zh,
  name_en,
  point_type,
  unit,
  low,
  high,
  not_detectable,
  standard
FROM rulebook.item_limit
WHERE
  (valid_from IS NULL OR valid_from <= $day)
  AND (valid_until IS NULL OR $day < valid_until)
ORDER BY parameter, point_type NULLS FIRST
