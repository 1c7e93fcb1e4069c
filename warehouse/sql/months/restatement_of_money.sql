-- Question: what is told of each restated entry?
-- Grain:    one restated entry and pair of parties.
-- Inputs:   months_restated.
SELECT
  strftime(booked_in, '%Y-%m') || '/' || booked_as AS restatement_id,
  month,
  department_id,
  'score.ledger_entry' AS table_name,
  entry_id AS item,
  kind,
  if(is_here_in_books, cast(cast(coalesce(old_amount, 0) AS DECIMAL(18, 2)) AS VARCHAR), NULL) AS old,
  if(is_here_found, cast(cast(coalesce(new_amount, 0) AS DECIMAL(18, 2)) AS VARCHAR), NULL) AS new,
  cast(0 AS DECIMAL(18, 4)) AS points,
  cast(amount AS DECIMAL(18, 2)) AS amount_cny,
  cause,
  booked_in,
  if(is_booked, booked_as, NULL) AS booked_as
FROM months_restated
