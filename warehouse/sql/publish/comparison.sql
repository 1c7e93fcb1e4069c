-- Question: how does each department stand beside the others in a month, in words for people?
-- Grain:    one department, over all clauses (without a clause) or on one clause.
-- Inputs:   score.comparison, rulebook.clause, rulebook.label, evidence.departments; $month, $clause (null =
--           all of them).
SELECT
  x.*,
  coalesce(d.name, x.department_id) AS department,
  c.title_zh,
  c.title_en,
  p.zh AS funnel_position_zh,
  p.en AS funnel_position_en,
  s.zh AS funnel_side_zh,
  s.en AS funnel_side_en,
  u.zh AS unranked_reason_zh,
  u.en AS unranked_reason_en
FROM score.comparison AS x
LEFT JOIN evidence.departments AS d ON x.department_id = d.dept_id
LEFT JOIN rulebook.clause AS c ON x.clause_id = c.clause_id AND c.version_no = 1
LEFT JOIN rulebook.label AS p ON p.list = 'funnel_positions' AND x.funnel_position = p.code
LEFT JOIN rulebook.label AS s ON s.list = 'funnel_sides' AND x.funnel_side = s.code
LEFT JOIN rulebook.label AS u ON u.list = 'unranked_reasons' AND x.unranked_reason = u.code
WHERE x.period_from = $month AND ($clause IS NULL OR x.clause_id = $clause)
ORDER BY x.clause_id NULLS FIRST, x.rank_from NULLS LAST, x.rank_to, x.department_id
