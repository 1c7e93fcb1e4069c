-- Question: how many files and rows were received, and what became of them?
-- Grain:    one row.
-- Inputs:   quality.received_file.
SELECT
  count(*),
  coalesce(sum(n_received), 0),
  coalesce(sum(n_accepted), 0),
  coalesce(sum(n_superseded), 0),
  coalesce(sum(n_quarantined), 0)
FROM quality.received_file
WHERE status IN ('accepted', 'duplicate')
