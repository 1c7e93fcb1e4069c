-- Question: what grows every day until somebody acts?
-- Grain:    one row: matters that accrue, their sum so far, what a day adds to them, and of how many that is
--           not known.
-- Inputs:   score.ledger_entry, rulebook.consequence, evidence.installations.
-- An entry and its corrections in later months are one matter, which grows once, as long as the last of them
-- does. A share is taken of what the clause names: of the price of an installation it is known here.
WITH entry AS (
  SELECT
    *,
    coalesce(restates, entry_id) AS matter
  FROM score.ledger_entry
  WHERE in_scope(department_id)
),

a_day AS (
  SELECT
    clause_id,
    ledger_id,
    percent_of,
    min(coalesce(amount_cny, range_low_cny)) AS amount_cny,
    min(percent) AS percent
  FROM rulebook.consequence
  WHERE per = 'day_late'
  GROUP BY clause_id, ledger_id, percent_of
),

matters AS (
  SELECT
    e.matter,
    sum(e.amount_cny) FILTER (WHERE e.status = 'accruing') AS amount_cny,
    max(coalesce(k.amount_cny, round(i.price_cny * k.percent * 0.01, 2))) AS daily_cny
  FROM entry AS e
  LEFT JOIN a_day AS k ON e.clause_id = k.clause_id AND e.ledger_id = k.ledger_id
  LEFT JOIN evidence.installations AS i
    ON k.percent_of = 'installations.price_cny' AND e.record_id = i.installation_id
  GROUP BY e.matter
  HAVING max_by(e.status, e.period_from) FILTER (WHERE e.is_reversal IS NOT TRUE) = 'accruing'
)

SELECT
  count(*) AS n,
  coalesce(sum(amount_cny), 0) AS amount_cny,
  sum(daily_cny) AS daily_cny,
  count(*) FILTER (WHERE daily_cny IS NULL) AS n_unknown
FROM matters
