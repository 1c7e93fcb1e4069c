-- Question: how many readings should there be, where no clause judges readings?
-- Grain:    as in expected.sql; no rows.
-- Inputs:   none.
CREATE OR REPLACE TABLE fact.expected (
  version_id INTEGER,
  department_id VARCHAR,
  period_from DATE,
  n_expected BIGINT
)
