-- Question: what do other parts of the audit hand to scoring, where they have not run?
-- Grain:    see each table; all empty.
-- Inputs:   none.
-- A rate may be scored where nobody decided anything, no breach was shared out, no tickets were tied
-- together and no delivery was accounted for.
CREATE SCHEMA IF NOT EXISTS quality;

CREATE TABLE IF NOT EXISTS audit.decision (
  decision_id VARCHAR,
  decided_at TIMESTAMPTZ,
  kind VARCHAR,
  department_id VARCHAR,
  period_from DATE,
  veto_id VARCHAR,
  points DECIMAL(18, 4),
  status VARCHAR
);

CREATE TABLE IF NOT EXISTS audit.attribution (
  clause_id VARCHAR,
  record_id VARCHAR,
  department_id VARCHAR,
  share DECIMAL(18, 8)
);

CREATE TABLE IF NOT EXISTS audit.incident_of (
  ticket_id VARCHAR,
  incident_key VARCHAR
);

CREATE TABLE IF NOT EXISTS quality.reconciliation (
  table_name VARCHAR,
  n_received BIGINT,
  n_quarantined BIGINT
);
