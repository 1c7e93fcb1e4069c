-- Question: has anything of a closed month moved since it was frozen?
-- Grain:    one line or entry that is not the same on both sides (one is enough).
-- Inputs:   one.score.line, one.score.ledger_entry, other.score.line, other.score.ledger_entry,
--           months_booked, months_booked_entry.
WITH frozen AS (
  SELECT line_id AS item, cast(points AS VARCHAR) AS said FROM one.score.line
  WHERE points != 0
  UNION ALL
  SELECT
    entry_id AS item,
    cast(row(kind, department_id, payer_id, payee_id, amount_cny) AS VARCHAR) AS said
  FROM one.score.ledger_entry
),

found AS (
  SELECT line_id AS item, cast(points AS VARCHAR) AS said FROM other.score.line
  WHERE points != 0
  UNION ALL
  SELECT
    entry_id AS item,
    cast(row(kind, department_id, payer_id, payee_id, amount_cny) AS VARCHAR) AS said
  FROM other.score.ledger_entry
)

SELECT item FROM months_booked
UNION ALL
SELECT entry_id AS item FROM months_booked_entry
UNION ALL
SELECT item FROM (
  SELECT * FROM frozen
  EXCEPT ALL
  SELECT * FROM found
) AS a
UNION ALL
SELECT item FROM (
  SELECT * FROM found
  EXCEPT ALL
  SELECT * FROM frozen
) AS b
LIMIT 1
