-- Question: does every row that was received have its place?
-- Grain:    one table of evidence.
-- Inputs:   quality.reconciliation.
-- Scope:    none: counts of deliveries, without any department.
SELECT * FROM quality.reconciliation
ORDER BY is_balanced, table_name
