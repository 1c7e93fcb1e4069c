-- Question: which vetoes fell on a department's month, and which were lifted?
-- Grain:    one veto.
-- Inputs:   score.veto, rulebook.scheme_veto; $month, $department.
SELECT
  v.veto_id,
  t.title_zh,
  t.title_en,
  t.clause_id,
  t.source_zh,
  t.source_en,
  v.department_id,
  v.period_from,
  v.level,
  v.n_breaches,
  v.is_lifted,
  v.decision_id
FROM score.veto AS v
LEFT JOIN rulebook.scheme_veto AS t ON v.veto_id = t.veto_id AND v.edition_no = t.edition_no
WHERE v.department_id = $department AND v.period_from = $month AND in_scope(v.department_id)
ORDER BY v.veto_id
