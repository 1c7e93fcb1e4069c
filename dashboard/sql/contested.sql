-- Question: what are filings about, and what money is at stake?
-- Grain:    one thing contested: an observation or an entry of the ledger.
-- Inputs:   score.ledger_entry, prepared.clause; $contested (ids of either).
SELECT
  t.contested,
  any_value(c.title_zh) AS title_zh,
  any_value(c.title_en) AS title_en,
  sum(e.amount_cny) AS amount_cny
FROM (SELECT DISTINCT unnest($contested::VARCHAR[]) AS contested) AS t
LEFT JOIN score.ledger_entry AS e
  ON (t.contested = e.entry_id OR t.contested = e.observation_id) AND in_scope(e.department_id)
LEFT JOIN prepared.clause AS c ON coalesce(e.clause_id, split_part(t.contested, '/', 1)) = c.clause_id
GROUP BY t.contested
