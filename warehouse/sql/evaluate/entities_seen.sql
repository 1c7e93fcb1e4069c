-- Question: what is a count due for, where no table lists the entities?
-- Grain:    one entity seen in the evidence, due from the period in which it was first seen.
-- Inputs:   fact.tally; $record_table, $for_each.
INSERT INTO fact.entity
SELECT
  record_table,
  for_each,
  entity_id,
  min(department_id),
  min(customer_id),
  min(counted_on),
  NULL,
  FALSE,
  min(source_file_id),
  min(source_row)
FROM fact.tally
WHERE for_each = $for_each AND record_table = $record_table
GROUP BY record_table, for_each, entity_id
