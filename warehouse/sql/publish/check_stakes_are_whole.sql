-- Question: in which scored months do the points at stake not add up to the base of the scheme?
-- Grain:    one department and month.
-- Inputs:   score.measure, score.line, rulebook.scheme.
SELECT m.department_id, m.period_from
FROM score.measure AS m
INNER JOIN rulebook.scheme AS e ON m.edition_no = e.edition_no
SEMI JOIN score.line AS l
  ON l.kind = 'base' AND m.department_id = l.department_id AND m.period_from = l.period_from
GROUP BY m.department_id, m.period_from, e.base_points
HAVING sum(m.points_at_stake) != e.base_points
