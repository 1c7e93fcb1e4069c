-- Question: how did one entry of the ledger come about?
-- Grain:    one entry.
-- Inputs:   score.ledger_entry, prepared.clause, rulebook.ledger, rulebook.scheme_indicator,
--           score.settlement, score.measure; $entry.
-- The arithmetic of an indicator is found by its ledger id: OP2/<indicator>/<department>/<month>.
-- What an entry rests on lies in the month it is about: a correction is booked in a later one.
SELECT
  e.*,
  e.basis AS basis_en,
  c.title_zh,
  c.title_en,
  c.kind AS clause_kind,
  c.rate_clause_id,
  l.title_zh AS ledger_zh,
  l.title_en AS ledger_en,
  x.figure IS NOT NULL AS is_figure,
  m.numerator,
  m.denominator,
  s.value,
  s.target,
  s.distance,
  s.deadband,
  s.units,
  s.unit_zh,
  s.unit AS unit_en,
  s.rate,
  s.stated,
  s.max_units,
  s.max_amount,
  s.is_capped,
  coalesce(o.period_from, e.period_from) AS about_month
FROM score.ledger_entry AS e
LEFT JOIN score.ledger_entry AS o ON e.restates = o.entry_id
LEFT JOIN prepared.clause AS c ON e.clause_id = c.clause_id
LEFT JOIN score.settlement AS s
  ON
    e.department_id = s.department_id
    AND e.period_from = s.period_from
    AND starts_with(e.entry_id, e.ledger_id || '/' || s.indicator_id || '/' || s.department_id)
    AND s.is_booked
LEFT JOIN score.measure AS m
  ON
    s.indicator_id = m.indicator_id
    AND s.edition_no = m.edition_no
    AND s.department_id = m.department_id
    AND s.period_from = m.period_from
LEFT JOIN rulebook.scheme_indicator AS x ON s.indicator_id = x.indicator_id AND s.edition_no = x.edition_no
LEFT JOIN (
  SELECT
    ledger_id,
    any_value(title_zh) AS title_zh,
    any_value(title_en) AS title_en
  FROM rulebook.ledger
  GROUP BY ledger_id
) AS l ON e.ledger_id = l.ledger_id
WHERE e.entry_id = $entry AND in_scope(e.department_id)
