-- Question: which restatements are not booked in full?
-- Grain:    one line or entry that books restatements.
-- Inputs:   score.restatement, score.line, score.ledger_entry.
WITH told AS (
  SELECT
    booked_as,
    sum(points) AS points,
    sum(amount_cny) AS amount_cny
  FROM score.restatement
  WHERE booked_as IS NOT NULL
  GROUP BY booked_as
),

booked AS (
  SELECT line_id AS booked_as, points, 0 AS amount_cny
  FROM score.line
  WHERE kind = 'restatement'
  UNION ALL
  SELECT
    entry_id AS booked_as,
    0 AS points,
    if(is_reversal, -1, 1) * coalesce(amount_cny, 0) AS amount_cny
  FROM score.ledger_entry
  WHERE restates IS NOT NULL
)

SELECT coalesce(t.booked_as, b.booked_as) AS booked_as
FROM told AS t
FULL JOIN booked AS b ON t.booked_as = b.booked_as
WHERE
  coalesce(t.points, 0) != coalesce(b.points, 0)
  OR coalesce(t.amount_cny, 0) != coalesce(b.amount_cny, 0)
