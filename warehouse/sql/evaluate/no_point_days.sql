-- Question: what shape have the point-days of an audit without rates of readings?
-- Grain:    one rate clause, point and local day; here none.
-- Inputs:   none.
CREATE OR REPLACE TABLE fact.point_day (
  clause_id VARCHAR,
  department_id VARCHAR,
  period_from DATE,
  point_id VARCHAR,
  day DATE,
  n BIGINT,
  n_kept BIGINT,
  longest_run BIGINT
)
