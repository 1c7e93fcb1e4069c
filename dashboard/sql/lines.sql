-- Question: how did a department come to its points and its yuan in a month?
-- Grain:    one addend.
-- Inputs:   score.line, score.ledger_entry, score.measure, rulebook.scheme_indicator, audit.indicator,
--           rulebook.clause; $department, $month, $limit, $offset.
-- An indicator of the scheme is named after its clause, or has a name of its own.
SELECT
  l.line_id,
  l.kind,
  l.source_id,
  l.points,
  l.amount_cny,
  l.basis_zh,
  l.basis AS basis_en,
  coalesce(e.clause_id, i.clause_id, x.clause_id) AS clause_id,
  c.kind AS clause_kind,
  c.rate_clause_id,
  e.entry_id,
  e.observation_id,
  e.payee_type,
  e.payee_id,
  e.status,
  i.numerator,
  i.denominator,
  m.weight,
  m.points_at_stake,
  m.denominator - m.numerator AS n_broken,
  count(*) OVER () AS n_all
FROM score.line AS l
LEFT JOIN score.ledger_entry AS e ON l.source_id = e.entry_id
LEFT JOIN audit.indicator AS i
  ON
    l.department_id = i.department_id
    AND l.period_from = i.period_from
    AND l.source_id = i.clause_id || '/' || strftime(i.period_from, '%Y-%m') || '/' || i.department_id
LEFT JOIN score.measure AS m
  ON
    l.department_id = m.department_id
    AND l.period_from = m.period_from
    AND l.kind IN ('deduction', 'bonus', 'gate')
    AND split_part(l.source_id, '/', 1) = m.indicator_id
LEFT JOIN (
  SELECT indicator_id, any_value(clause_id) AS clause_id
  FROM rulebook.scheme_indicator
  GROUP BY indicator_id
) AS x ON split_part(l.source_id, '/', 1) = x.indicator_id
LEFT JOIN (
  SELECT clause_id, any_value(kind) AS kind, any_value(rate_clause_id) AS rate_clause_id
  FROM rulebook.clause
  GROUP BY clause_id
) AS c ON coalesce(i.clause_id, x.clause_id) = c.clause_id
WHERE
  l.department_id = $department
  AND l.period_from = $month
  AND in_scope(l.department_id)
  AND wanted()
ORDER BY
  CASE l.kind WHEN 'base' THEN 0 WHEN 'deduction' THEN 1 ELSE 2 END,
  l.points,
  l.amount_cny DESC,
  l.line_id
LIMIT $limit OFFSET $offset
