-- Question: how did the whole utility do, month by month, on the governing clauses of a topic?
-- Grain:    one governing clause and month.
-- Inputs:   audit.indicator, rulebook.clause; $topic.
SELECT
  i.clause_id,
  i.verdict,
  i.period_from,
  i.numerator,
  i.denominator,
  c.limit_op,
  cast(c.limit_value AS DOUBLE) AS limit_value,
  c.limit_unit
FROM audit.indicator AS i
INNER JOIN rulebook.clause AS c ON i.clause_id = c.clause_id AND c.version_no = 1
WHERE c.topic = $topic AND c.is_governing AND i.department_id IS NULL
ORDER BY i.clause_id, i.period_from
