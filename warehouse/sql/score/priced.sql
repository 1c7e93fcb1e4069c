-- Question: how much does each breach draw by the texts, at the least and at the most?
-- Grain:    one entry: one ledger id (and payer, where it has two) on one record and month, however many
--           clauses state the same fact; the one that states most is kept, of equals one that names who pays.
-- Inputs:   fact.drawn.
-- Days late are local days; a started day counts whole unless the profile counts completed ones. A fixed
-- amount is its own least and most; amounts are decimals throughout and rounded half up to the fen.
CREATE OR REPLACE TABLE fact.priced AS
WITH counted AS (
  SELECT
    *,
    CASE
      WHEN per != 'day_late' THEN 1
      WHEN day_counting = 'started'
        THEN greatest(date_diff('day', cast(from_at AS DATE), cast(until_at AS DATE)), 0)
      ELSE greatest(date_diff('microsecond', from_at, until_at) // 86400000000, 0)
    END AS n_units
  FROM fact.drawn
),

bounded AS (
  SELECT
    *,
    CASE
      WHEN is_open THEN NULL
      WHEN amount_cny IS NOT NULL THEN amount_cny * n_units
      WHEN range_low_cny IS NOT NULL THEN range_low_cny * n_units
      WHEN percent IS NOT NULL THEN round(base_amount * percent * 0.01 * n_units, 2)
      ELSE round(base_amount * multiple_low * n_units, 2)
    END AS low,
    CASE
      WHEN is_open THEN NULL
      WHEN amount_cny IS NOT NULL THEN amount_cny * n_units
      WHEN range_high_cny IS NOT NULL THEN range_high_cny * n_units
      WHEN percent IS NOT NULL THEN round(base_amount * percent * 0.01 * n_units, 2)
      ELSE round(base_amount * multiple_high * n_units, 2)
    END AS high
  FROM counted
  WHERE n_units > 0
)

SELECT
  * EXCLUDE (low, high),
  -- The second of two payers has an entry of its own.
  ledger_id || if(payer_no > 1, '.' || coalesce(payer_role, payer_type), '')
  || '/' || record_id || '/' || strftime(period_from, '%Y-%m') AS entry_id,
  cast(low AS DECIMAL(18, 2)) AS low_cny,
  cast(high AS DECIMAL(18, 2)) AS high_cny
FROM bounded
QUALIFY
  row_number()
    OVER (
      PARTITION BY ledger_id, payer_no, record_id, period_from
      ORDER BY low DESC NULLS LAST, payer_id IS NULL, clause_id
    )
  = 1
