-- Question: does every row that was received have its place?
-- Grain:    one table of evidence.
-- Inputs:   quality.received_file, fact.stored.
SELECT
  f.table_name,
  count(*) AS n_files,
  sum(f.n_received) AS n_received,
  sum(f.n_accepted) AS n_accepted,
  sum(f.n_superseded) AS n_superseded,
  sum(f.n_quarantined) AS n_quarantined,
  any_value(s.n_stored) AS n_stored,
  bool_and(f.n_received = f.n_accepted + f.n_superseded + f.n_quarantined)
  AND sum(f.n_accepted) = any_value(s.n_stored) AS is_balanced
FROM quality.received_file AS f
INNER JOIN fact.stored AS s ON f.table_name = s.table_name
WHERE f.status IN ('accepted', 'duplicate')
GROUP BY f.table_name
