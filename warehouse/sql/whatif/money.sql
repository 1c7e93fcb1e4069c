-- Question: how much money of each kind would the whole ledger hold, from what to what?
-- Grain:    one kind of money with a difference.
-- Inputs:   base.score.ledger_entry, changed.score.ledger_entry, changed.rulebook.label.
-- The whole ledger: entries that no department answers for stand on no scorecard but are counted here.
WITH entry AS (
  SELECT 'before' AS side, kind, amount_cny FROM base.score.ledger_entry
  UNION ALL
  SELECT 'after' AS side, kind, amount_cny FROM changed.score.ledger_entry
),

summed AS (
  SELECT
    kind,
    count(*) FILTER (side = 'before') AS n_before,
    count(*) FILTER (side = 'after') AS n_after,
    coalesce(sum(amount_cny) FILTER (side = 'before'), 0) AS cny_before,
    coalesce(sum(amount_cny) FILTER (side = 'after'), 0) AS cny_after
  FROM entry
  GROUP BY kind
)

SELECT
  s.kind,
  coalesce(l.zh, s.kind) AS label_zh,
  coalesce(l.en, s.kind) AS label_en,
  s.n_before,
  s.n_after,
  s.cny_before,
  s.cny_after
FROM summed AS s
LEFT JOIN changed.rulebook.label AS l ON l.list = 'ledger_kinds' AND s.kind = l.code
WHERE s.n_before != s.n_after OR s.cny_before != s.cny_after
ORDER BY s.kind
