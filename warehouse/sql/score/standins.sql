-- Question: how much of the evidence was accounted for, where nothing was delivered?
-- Grain:    one table of evidence; none here.
-- Inputs:   none.
CREATE SCHEMA IF NOT EXISTS quality;

CREATE TABLE IF NOT EXISTS quality.reconciliation (
  table_name VARCHAR,
  n_received BIGINT,
  n_quarantined BIGINT
);
