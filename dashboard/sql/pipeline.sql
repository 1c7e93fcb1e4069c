-- Question: is what was delivered accounted for and fit to be judged?
-- Grain:    one row.
-- Inputs:   quality.reconciliation, quality.quarantine, quality.check_result, quality.received_file.
-- Scope:    none: counts over all deliveries, without any department. A threshold that was missed is a
--           result, and no fault of the evidence.
SELECT
  (SELECT count(*) FROM quality.received_file WHERE status NOT IN ('accepted', 'duplicate')) AS n_rejected,
  (SELECT coalesce(sum(n_quarantined), 0) FROM quality.reconciliation) AS n_quarantined,
  (SELECT count(*) FROM quality.reconciliation WHERE NOT is_balanced) AS n_unbalanced,
  (SELECT count(*) FROM quality.check_result WHERE outcome = 'failed' AND table_name IS NOT NULL) AS n_failed,
  (SELECT count(*) FROM quality.check_result WHERE outcome = 'not_run') AS n_not_run,
  (SELECT count(*) FROM quality.check_result) AS n_checks
