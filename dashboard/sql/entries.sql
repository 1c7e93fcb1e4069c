-- Question: what money rests on an observation, or on all those of a ticket?
-- Grain:    one entry of the ledger; a department out of scope is not named as the one that pays or receives.
-- Inputs:   score.ledger_entry.
SELECT
  entry_id,
  kind,
  amount_cny,
  payer_type,
  if(payer_type = 'department' AND in_scope(payer_id), payer_id, NULL) AS payer_id,
  payer_id IS NOT NULL AS is_payer_known,
  payee_type,
  if(
    payee_type = 'company' OR (payee_type = 'department' AND NOT in_scope(payee_id)), NULL, payee_id
  ) AS payee_id,
  payee_id IS NOT NULL AS is_payee_known,
  basis_zh,
  basis AS basis_en,
  status
FROM score.ledger_entry
WHERE in_scope(department_id) AND wanted()
ORDER BY entry_id
