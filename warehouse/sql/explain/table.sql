-- Question: which tables and views does the published file hold?
-- Grain:    one table or view.
-- Inputs:   information_schema.tables.
SELECT table_schema || '.' || table_name AS name
FROM information_schema.tables
