-- Question: which money of a closed month is other than the books have it, and between whom?
-- Grain:    one ledger entry and one pair of parties.
-- Inputs:   one.score.ledger_entry (frozen), other.score.ledger_entry (now), months_booked_entry,
--           months_booked, diff_entry, diff_run; $month, $booked_in.
-- What the books hold is the frozen entry and what later closed months have booked of it, between the
-- parties that pay and receive. An entry that names no amount is booked when it is new; one that is gone
-- is told.
WITH entry AS (
  SELECT 'found' AS side, coalesce(amount_cny, 0) AS signed_cny, * FROM other.score.ledger_entry
  UNION ALL BY NAME
  SELECT 'frozen' AS side, coalesce(amount_cny, 0) AS signed_cny, * FROM one.score.ledger_entry
  UNION ALL BY NAME
  SELECT 'booked' AS side, * FROM months_booked_entry
),

known AS (
  SELECT entry_id, bool_or(side = 'found') AS is_found, bool_or(side != 'found') AS is_in_books
  FROM entry
  GROUP BY entry_id
),

between_parties AS (
  SELECT
    entry_id,
    kind,
    department_id,
    payer_type,
    payer_id,
    payee_type,
    payee_id,
    bool_or(side = 'found') AS is_here_found,
    bool_or(side != 'found') AS is_here_in_books,
    bool_and(amount_cny IS NULL) AS is_without_amount,
    coalesce(sum(signed_cny) FILTER (side = 'found'), 0)
    - coalesce(sum(signed_cny) FILTER (side != 'found'), 0) AS amount,
    sum(signed_cny) FILTER (side != 'found') AS old_amount,
    sum(signed_cny) FILTER (side = 'found') AS new_amount
  FROM entry
  GROUP BY entry_id, kind, department_id, payer_type, payer_id, payee_type, payee_id
),

wanted AS (
  SELECT
    p.*,
    p.amount != 0 OR NOT k.is_in_books AS is_booked,
    count(*) FILTER (p.amount != 0) OVER (PARTITION BY p.entry_id) > 1 AS is_with_another
  FROM between_parties AS p
  INNER JOIN known AS k ON p.entry_id = k.entry_id
  WHERE
    p.amount != 0
    OR (p.is_without_amount AND NOT k.is_in_books)
    OR (
      p.is_without_amount AND NOT k.is_found
      AND NOT EXISTS (
        SELECT 1 FROM months_booked AS b
        WHERE b.table_name = 'score.ledger_entry' AND b.item = p.entry_id AND b.new IS NULL
      )
    )
)

SELECT
  w.*,
  coalesce(d.cause, r.left_over) AS cause,
  cast($month AS DATE) AS month,
  cast($booked_in AS DATE) AS booked_in,
  'R/' || w.entry_id || '/' || strftime($booked_in, '%Y-%m')
  || if(w.amount < 0 AND w.is_with_another, '/back', '') AS booked_as
FROM wanted AS w
CROSS JOIN diff_run AS r
LEFT JOIN diff_entry AS d ON w.entry_id = d.entry_id
