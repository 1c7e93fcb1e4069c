-- Question: how did indicators turn into money, and which cap or collar bound?
-- Grain:    one indicator, department and month.
-- Inputs:   score.settlement, score.measure, rulebook.scheme_indicator; $month, $department (null = all).
SELECT
  s.indicator_id,
  i.title_zh,
  i.title_en,
  i.clause_id,
  s.department_id,
  s.period_from,
  s.kind,
  i.figure IS NOT NULL AS is_figure,
  if(i.figure IS NULL, s.value, NULL) AS rate_value,
  if(i.figure IS NULL, s.target, NULL) AS rate_target,
  if(i.figure IS NULL, NULL, s.value) AS figure_value,
  if(i.figure IS NULL, NULL, s.target) AS figure_target,
  m.numerator,
  m.denominator,
  s.distance,
  s.deadband,
  s.units,
  s.unit_zh,
  s.unit AS unit_en,
  s.rate,
  s.stated,
  coalesce(s.max_amount, s.max_units * s.rate) AS limit_amount,
  s.amount,
  s.currency,
  s.is_capped,
  s.is_booked,
  s.unbooked_reason,
  s.basis_zh,
  s.basis AS basis_en
FROM score.settlement AS s
LEFT JOIN rulebook.scheme_indicator AS i
  ON s.indicator_id = i.indicator_id AND s.edition_no = i.edition_no
LEFT JOIN score.measure AS m
  ON
    s.indicator_id = m.indicator_id
    AND s.edition_no = m.edition_no
    AND s.department_id = m.department_id
    AND s.period_from = m.period_from
WHERE
  in_scope(s.department_id)
  AND ($month::DATE IS NULL OR s.period_from = $month)
  AND ($department::VARCHAR IS NULL OR s.department_id = $department)
ORDER BY s.is_capped DESC, s.period_from DESC, s.department_id, s.indicator_id
