-- Question: what counts of each entry once the decisions on money are followed?
-- Grain:    one entry with a decision.
-- Inputs:   fact.money_decision, score.ledger_entry.
-- What is decided waits, like what is stated, until somebody is named who pays. Money that a decision
-- sets for a sanction without a payee goes to the company.
UPDATE score.ledger_entry AS e
SET
  decision_id = d.decision_id,
  amount_cny = CASE WHEN d.kind = 'waiver' THEN 0 WHEN e.payer_id IS NOT NULL THEN d.amount END,
  payee_id = if(e.payee_type = 'open' AND d.amount > 0, 'company', e.payee_id),
  payee_type = if(e.payee_type = 'open' AND d.amount > 0, 'company', e.payee_type),
  status = CASE
    WHEN d.kind = 'waiver' THEN 'waived'
    WHEN e.payer_id IS NULL THEN 'open'
    WHEN e.status = 'accruing' THEN 'accruing'
    ELSE 'booked'
  END,
  basis_zh = e.basis_zh || CASE d.kind
    WHEN 'waiver' THEN '；经裁定免除（' || d.decision_id || '）'
    WHEN 'range'
      THEN
        '；经裁定取 ' || coalesce(fact.plain(d.multiple) || ' 倍，', '') || fact.plain(d.amount) || ' 元（'
        || d.decision_id || '）'
    ELSE '；经裁定核定 ' || fact.plain(d.amount) || ' 元（' || d.decision_id || '）'
  END,
  basis = e.basis || CASE d.kind
    WHEN 'waiver' THEN '; waived by decision (' || d.decision_id || ')'
    WHEN 'range'
      THEN
        '; ' || coalesce(fact.plain(d.multiple) || ' times, ', '') || fact.plain(d.amount)
        || ' CNY by decision (' || d.decision_id || ')'
    ELSE '; set to ' || fact.plain(d.amount) || ' CNY by decision (' || d.decision_id || ')'
  END
FROM fact.money_decision AS d
WHERE e.entry_id = d.entry_id
