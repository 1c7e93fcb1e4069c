-- Question: what is a count due for, where no table lists the entities?
-- Grain:    one entity seen in the evidence.
-- Inputs:   fact.tally; $for_each.
INSERT INTO fact.entity
SELECT
  for_each,
  entity_id,
  min(department_id),
  min(customer_id),
  min(period_from),
  NULL,
  FALSE,
  min(source_file_id),
  min(source_row)
FROM fact.tally
WHERE for_each = $for_each
GROUP BY for_each, entity_id
