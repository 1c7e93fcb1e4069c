-- Question: what shape has evidence when clauses are asked of it?
-- Grain:    see each table.
-- Inputs:   none; these are filled from the record views.

-- One record that clauses judge.
CREATE OR REPLACE TABLE fact.record (
  record_table VARCHAR,
  class_id UBIGINT,
  record_id VARCHAR,
  department_id VARCHAR,
  staff_id VARCHAR,
  customer_id VARCHAR,
  record_at TIMESTAMPTZ,
  settled_at TIMESTAMPTZ,
  excuse VARCHAR,
  excuse_evidence VARCHAR,
  exempt VARCHAR,
  state VARCHAR,
  source_file_id INTEGER,
  source_row BIGINT
);

-- One moment of one record that some clause names.
CREATE OR REPLACE TABLE fact.moment (
  record_table VARCHAR,
  fact VARCHAR,
  record_id VARCHAR,
  happened_at TIMESTAMPTZ
);

-- One number of one record that a value limit is set for; complete in itself, because readings are many.
CREATE OR REPLACE TABLE fact.quantity (
  version_id INTEGER,
  class_id UBIGINT,
  record_id VARCHAR,
  department_id VARCHAR,
  staff_id VARCHAR,
  customer_id VARCHAR,
  record_at TIMESTAMPTZ,
  settled_at TIMESTAMPTZ,
  excuse VARCHAR,
  excuse_evidence VARCHAR,
  exempt VARCHAR,
  state VARCHAR,
  measured DECIMAL(18, 8),
  limit_value DECIMAL(18, 8),
  outcome VARCHAR,
  source_file_id INTEGER,
  source_row BIGINT
);

-- One number of one record that money is a percentage or multiple of.
CREATE OR REPLACE TABLE fact.amount (
  record_table VARCHAR,
  fact VARCHAR,
  record_id VARCHAR,
  amount DECIMAL(18, 4)
);

-- One combination of the coded facts that conditions ask about.
CREATE OR REPLACE TABLE fact.class (record_table VARCHAR, class_id UBIGINT);
CREATE OR REPLACE TABLE fact.class_value (
  record_table VARCHAR,
  class_id UBIGINT,
  fact VARCHAR,
  test VARCHAR,
  value VARCHAR
);

-- How many records of a class one entity has on one day; the utility as a whole is the entity ''.
CREATE OR REPLACE TABLE fact.tally (
  record_table VARCHAR,
  for_each VARCHAR,
  counted_at VARCHAR,
  class_id UBIGINT,
  entity_id VARCHAR,
  counted_on DATE,
  n BIGINT,
  department_id VARCHAR,
  customer_id VARCHAR,
  source_file_id INTEGER,
  source_row BIGINT
);

-- One report or publication: when it was made, by whom, and which period it is about.
CREATE OR REPLACE TABLE fact.made (
  record_table VARCHAR,
  duty_at VARCHAR,
  duty_of VARCHAR,
  duty_by VARCHAR,
  class_id UBIGINT,
  made_at TIMESTAMPTZ,
  about VARCHAR,
  made_by VARCHAR,
  source_file_id INTEGER,
  source_row BIGINT
);

-- One entity a count is due for, and how long it is in service (half-open). Listed: a table names it,
-- so that it is due even where nothing of it was ever seen.
CREATE OR REPLACE TABLE fact.entity (
  record_table VARCHAR,
  for_each VARCHAR,
  entity_id VARCHAR,
  department_id VARCHAR,
  customer_id VARCHAR,
  active_from DATE,
  active_until DATE,
  is_listed BOOLEAN,
  source_file_id INTEGER,
  source_row BIGINT
)
