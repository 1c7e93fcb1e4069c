-- Question: in which addends does an observation count, as itself or among others?
-- Grain:    one line.
-- Inputs:   score.line; $direct (ids of the observation and its entries), $among (ids of indicators), $vetoes
--           (that its clause triggers), $department_id, $period_from.
SELECT
  *,
  list_contains(cast($direct AS VARCHAR[]), source_id) AS is_direct
FROM score.line
WHERE
  list_contains(cast($direct AS VARCHAR[]), source_id)
  OR list_contains(cast($among AS VARCHAR[]), source_id)
  OR (
    list_contains(cast($vetoes AS VARCHAR[]), source_id)
    AND department_id = $department_id
    AND period_from = $period_from
  )
ORDER BY is_direct DESC, line_id
