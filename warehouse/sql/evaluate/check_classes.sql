-- Question: does every class number stand for one combination of values only?
-- Grain:    none; it fails when two combinations share a number.
-- Inputs:   fact.class_value.
SELECT CASE WHEN count(*) > 0 THEN error('two classes of records share one number') END
FROM (
  SELECT record_table, class_id, fact, test
  FROM fact.class_value
  GROUP BY ALL
  HAVING count(*) > 1
)
