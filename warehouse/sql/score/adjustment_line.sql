-- Question: which points did decisions add to or take from a department's month?
-- Grain:    one applied decision of the kind adjustment, for a month that has a score.
-- Inputs:   audit.decision, score.line, rulebook.scheme.
SELECT
  d.department_id || '/' || strftime(d.period_from, '%Y-%m') || '/adjustment/' || d.decision_id AS line_id,
  d.department_id,
  d.period_from,
  'adjustment' AS kind,
  d.decision_id AS source_id,
  cast(
    fact.to_step(
      d.points, if(e.rounding_moment = 'line', e.round_points, cast(0.0001 AS DECIMAL(18, 4)))
    ) AS DECIMAL(18, 4)
  ) AS points,
  cast(0 AS DECIMAL(18, 2)) AS amount_cny,
  '决定 ' || d.decision_id || ' 调整 ' || fact.plain(d.points) || ' 分' AS basis_zh,
  'the decision ' || d.decision_id || ' adjusts by ' || fact.plain(d.points) || ' points' AS basis
FROM audit.decision AS d
INNER JOIN rulebook.scheme AS e ON fact.answers(e.valid_from, e.valid_until, d.period_from)
SEMI JOIN score.line AS l ON d.department_id = l.department_id AND d.period_from = l.period_from
WHERE d.kind = 'adjustment' AND d.status = 'applied' AND d.points IS NOT NULL
