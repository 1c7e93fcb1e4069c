-- Question: which entries set one kind of money off against another?
-- Grain:    one entry.
-- Inputs:   score.ledger_entry.
-- Nothing is taken off an entry: none is negative. And none runs against the direction of its kind:
-- compensation and refunds go to the customer, fines and deductions to the company, rewards come from it.
-- Money of a closed month that is taken back runs the other way, and says so.
WITH directed AS (
  SELECT
    entry_id,
    kind,
    amount_cny,
    if(coalesce(is_reversal, FALSE), payee_type, payer_type) AS payer_type,
    if(coalesce(is_reversal, FALSE), payer_type, payee_type) AS payee_type
  FROM score.ledger_entry
)

SELECT entry_id, kind, payer_type, payee_type, amount_cny
FROM directed
WHERE
  amount_cny < 0
  OR (
    amount_cny > 0
    AND NOT CASE
      WHEN kind IN ('compensation', 'refund') THEN payee_type = 'customer'
      WHEN kind = 'reward' THEN payer_type = 'company' AND payee_type IN ('department', 'person')
      ELSE payee_type = 'company' AND payer_type IN ('department', 'person')
    END
  )
