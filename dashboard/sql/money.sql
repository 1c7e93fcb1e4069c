-- Question: which entries of the ledger fit the filters?
-- Grain:    one entry; a department out of scope is not named as the one that pays or receives.
-- Inputs:   score.ledger_entry, prepared.clause, rulebook.ledger; $limit, $offset.
SELECT
  e.entry_id,
  e.ledger_id,
  l.title_zh AS ledger_zh,
  l.title_en AS ledger_en,
  e.kind,
  e.clause_id,
  c.title_zh,
  c.title_en,
  e.observation_id,
  e.department_id,
  e.period_from,
  e.payer_type,
  if(e.payer_type = 'department' AND in_scope(e.payer_id), e.payer_id, NULL) AS payer_id,
  e.payer_id IS NOT NULL AS is_payer_known,
  e.payee_type,
  if(
    e.payee_type = 'company' OR (e.payee_type = 'department' AND NOT in_scope(e.payee_id)), NULL, e.payee_id
  ) AS payee_id,
  e.payee_id IS NOT NULL AS is_payee_known,
  if(e.stated_cny IS DISTINCT FROM e.amount_cny, e.stated_cny, NULL) AS stated_cny,
  e.amount_cny,
  e.absorbed_by,
  e.decision_id,
  e.restates,
  e.restates IS NOT NULL AS is_restatement,
  e.basis_zh,
  e.basis AS basis_en,
  e.status
FROM score.ledger_entry AS e
LEFT JOIN prepared.clause AS c ON e.clause_id = c.clause_id
LEFT JOIN (
  SELECT
    ledger_id,
    any_value(title_zh) AS title_zh,
    any_value(title_en) AS title_en
  FROM rulebook.ledger
  GROUP BY ledger_id
) AS l ON e.ledger_id = l.ledger_id
WHERE in_scope(e.department_id) AND wanted()
ORDER BY arranged()
LIMIT $limit OFFSET $offset
