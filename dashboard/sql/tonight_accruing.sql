-- Question: what grows every day until somebody acts?
-- Grain:    one row: entries that accrue, their sum so far, and what a day adds where the text states a fixed
--           amount.
-- Inputs:   score.ledger_entry, rulebook.consequence.
-- An entry and the correction of it in a later month are one matter, which grows once.
WITH accruing AS (
  SELECT
    e.entry_id,
    e.amount_cny,
    coalesce(e.restates, e.entry_id) AS matter,
    k.amount_cny AS daily_cny
  FROM score.ledger_entry AS e
  LEFT JOIN (
    SELECT clause_id, ledger_id, min(amount_cny) AS amount_cny
    FROM rulebook.consequence
    WHERE per = 'day_late'
    GROUP BY clause_id, ledger_id
  ) AS k ON e.clause_id = k.clause_id AND e.ledger_id = k.ledger_id
  WHERE e.status = 'accruing' AND in_scope(e.department_id)
),

matters AS (
  SELECT
    matter,
    max(daily_cny) AS daily_cny
  FROM accruing
  GROUP BY matter
)

SELECT
  (SELECT count(*) FROM accruing) AS n,
  (SELECT coalesce(sum(amount_cny), 0) FROM accruing) AS amount_cny,
  (SELECT sum(daily_cny) FROM matters) AS daily_cny,
  (SELECT count(*) FROM matters WHERE daily_cny IS NULL) AS n_by_share
