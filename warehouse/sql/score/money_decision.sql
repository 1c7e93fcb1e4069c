-- Question: which decision on money counts for which entry, and what amount does it set?
-- Grain:    one entry with a decision that can be followed; the last one taken counts.
-- Inputs:   audit.decision, score.ledger_entry, fact.priced.
-- A decision names the entry, or the observation it rests on: a waiver then lifts all its entries, a price
-- must find exactly one that it could be for. A choice within a range must lie within it, as an amount or as
-- a multiple. An amount settles an entry for which the texts give none; it does not replace one that they
-- give, and puts no price on a step.
CREATE OR REPLACE TABLE fact.money_decision AS
WITH named AS (
  SELECT
    d.decision_id,
    d.decided_at,
    d.kind,
    d.multiple,
    e.entry_id,
    e.low_cny,
    e.high_cny,
    e.stated_cny,
    coalesce(e.is_step, FALSE) AS is_step,
    CASE
      WHEN d.kind = 'waiver' THEN 0
      WHEN d.amount_cny IS NOT NULL THEN d.amount_cny
      WHEN d.multiple BETWEEN p.multiple_low AND p.multiple_high
        THEN cast(round(p.base_amount * d.multiple * p.n_units, 2) AS DECIMAL(18, 2))
    END AS amount
  FROM audit.decision AS d
  INNER JOIN score.ledger_entry AS e
    ON
      d.entry_id = e.entry_id
      OR (d.entry_id IS NULL AND d.observation_id = e.observation_id)
  LEFT JOIN fact.priced AS p ON e.entry_id = p.entry_id
  WHERE d.status = 'applied' AND d.kind IN ('waiver', 'range', 'amount')
),

fitting AS (
  SELECT
    *,
    count(*) OVER (PARTITION BY decision_id) AS n_fitting
  FROM named
  WHERE
    kind = 'waiver'
    OR (kind = 'range' AND low_cny < high_cny)
    OR (kind = 'amount' AND stated_cny IS NULL AND NOT is_step)
)

SELECT decision_id, kind, multiple, entry_id, amount
FROM fitting
WHERE
  kind = 'waiver'
  OR (kind = 'range' AND n_fitting = 1 AND amount BETWEEN low_cny AND high_cny)
  OR (kind = 'amount' AND n_fitting = 1 AND amount IS NOT NULL)
QUALIFY row_number() OVER (PARTITION BY entry_id ORDER BY decided_at DESC, decision_id DESC) = 1
