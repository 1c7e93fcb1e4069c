-- Question: which sanctions cost nothing because the same payer already pays for the same act?
-- Grain:    one entry that is absorbed.
-- Inputs:   score.ledger_entry, rulebook.ledger.
-- Of the sanctions for one act on one record a payer pays the highest; of equal ones the lower ledger id is
-- kept. What a person can lose only once a month (the bonus) is absorbed over all records of the month.
-- Steps, open and waived entries neither absorb nor are absorbed; compensation and rewards punish nobody.
UPDATE score.ledger_entry AS e
SET
  status = 'absorbed',
  amount_cny = 0,
  absorbed_by = k.kept_id,
  basis_zh = e.basis_zh || '；同一行为只处一次金额，由 ' || k.kept_id || ' 吸收',
  basis = e.basis || '; one act costs money once: absorbed by ' || k.kept_id
FROM (
  SELECT
    s.entry_id,
    first_value(s.entry_id) OVER ranked AS kept_id,
    row_number() OVER ranked AS place
  FROM score.ledger_entry AS s
  INNER JOIN rulebook.ledger AS l ON s.ledger_id = l.ledger_id AND l.payer_no = 1
  WHERE
    l.is_sanction
    AND s.act IS NOT NULL
    AND s.payer_id IS NOT NULL
    AND s.status IN ('booked', 'accruing')
    AND s.amount_cny > 0
  WINDOW ranked AS (
    PARTITION BY
      s.act,
      s.payer_type,
      s.payer_id,
      if(l.per = 'person_month', strftime(s.period_from, '%Y-%m'), s.record_id),
      l.per = 'person_month'
    ORDER BY s.amount_cny DESC, s.ledger_id, s.entry_id
  )
) AS k
WHERE e.entry_id = k.entry_id AND k.place > 1
