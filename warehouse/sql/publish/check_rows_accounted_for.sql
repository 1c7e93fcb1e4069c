-- Question: which tables have rows without a place?
-- Grain:    one table of evidence.
-- Inputs:   quality.reconciliation.
SELECT table_name, n_received, n_accepted, n_superseded, n_quarantined
FROM quality.reconciliation
WHERE NOT is_balanced
