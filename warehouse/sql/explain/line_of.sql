-- Question: in which addends does an observation count, as itself or among others?
-- Grain:    one line.
-- Inputs:   score.line; $direct (ids of the observation and its entries), $among (ids of indicators).
SELECT
  *,
  list_contains(cast($direct AS VARCHAR[]), source_id) AS is_direct
FROM score.line
WHERE
  list_contains(cast($direct AS VARCHAR[]), source_id)
  OR list_contains(cast($among AS VARCHAR[]), source_id)
ORDER BY is_direct DESC, line_id
