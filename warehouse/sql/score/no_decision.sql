-- Question: where are the decisions on money, in a database that no decision has reached?
-- Grain:    one decision; none here.
-- Inputs:   none.
CREATE TABLE IF NOT EXISTS audit.decision (
  decision_id VARCHAR,
  decided_at TIMESTAMPTZ,
  kind VARCHAR,
  observation_id VARCHAR,
  entry_id VARCHAR,
  extended_until TIMESTAMPTZ,
  amount_cny DECIMAL(18, 2),
  multiple DECIMAL(18, 4),
  status VARCHAR,
  refusal VARCHAR
)
