-- Question: what amount does the decision set that counts for an entry?
-- Grain:    one entry with a decision on its money.
-- Inputs:   fact.entry_decision, fact.priced.
-- Which decision counts, and that it lies within what the text allows, was settled before
-- (score/decide_entries). A multiple is one of the sum that the entry is taken of.
CREATE OR REPLACE TABLE fact.money_decision AS
SELECT
  d.decision_id,
  d.kind,
  d.multiple,
  d.entry_id,
  CASE
    WHEN d.kind = 'waiver' THEN 0
    WHEN d.amount_cny IS NOT NULL THEN d.amount_cny
    ELSE cast(round(p.base_amount * d.multiple * p.n_units, 2) AS DECIMAL(18, 2))
  END AS amount
FROM fact.entry_decision AS d
LEFT JOIN fact.priced AS p ON d.entry_id = p.entry_id
