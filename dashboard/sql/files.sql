-- Question: which files were received, and what became of them?
-- Grain:    one file, the ones to look at first.
-- Inputs:   quality.received_file.
-- Scope:    none: names and counts of deliveries, without any department.
SELECT
  file_id, file, table_name, status, n_bytes, n_received, n_accepted, n_quarantined,
  CASE WHEN status = 'duplicate' THEN n_superseded ELSE 0 END AS n_repeated,
  CASE WHEN status = 'duplicate' THEN 0 ELSE n_superseded END AS n_corrected,
  coalesce(problem, note) AS problem,
  coalesce(remedy, duplicate_of) AS remedy,
  unknown_headers,
  left(sha256, 12) AS sha256
FROM quality.received_file
ORDER BY status = 'accepted' AND n_quarantined = 0, status, file
