-- Question: which money stands on a department's scorecard, entries of a kind taken together?
-- Grain:    one title of the ledger, clause, kind and status; entries without a clause one by one.
-- Inputs:   score.ledger_entry, rulebook.ledger, prepared.clause; $department, $month.
SELECT
  e.ledger_id,
  e.kind,
  e.status,
  e.clause_id,
  e.department_id,
  e.period_from,
  any_value(l.title_zh) AS ledger_zh,
  any_value(l.title_en) AS ledger_en,
  any_value(c.title_zh) AS title_zh,
  any_value(c.title_en) AS title_en,
  count(*) AS n,
  min(e.entry_id) AS entry_id,
  min(e.observation_id) AS observation_id,
  sum(e.amount_cny) AS amount_cny,
  min(e.amount_cny) AS least_cny,
  max(e.amount_cny) AS most_cny,
  min(e.basis_zh) AS basis_zh,
  min(e.basis) AS basis_en
FROM score.ledger_entry AS e
LEFT JOIN (
  SELECT
    ledger_id,
    any_value(title_zh) AS title_zh,
    any_value(title_en) AS title_en
  FROM rulebook.ledger
  GROUP BY ledger_id
) AS l ON e.ledger_id = l.ledger_id
LEFT JOIN prepared.clause AS c ON e.clause_id = c.clause_id
WHERE e.department_id = $department AND e.period_from = $month AND in_scope(e.department_id)
GROUP BY
  e.ledger_id,
  e.kind,
  e.status,
  e.clause_id,
  e.department_id,
  e.period_from,
  if(e.clause_id IS NULL, e.entry_id, NULL)
ORDER BY e.kind, amount_cny DESC NULLS LAST, entry_id
