-- Question: which classes of records satisfy which conditions of which clause version?
-- Grain:    one version, part of it (population, requires, ...) and class.
-- Inputs:   rulebook.condition, rulebook.clause, fact.class, fact.class_value.
-- A condition on a value that is absent is neither met nor failed: `n_unknown` counts those.
CREATE OR REPLACE TABLE fact.match AS
SELECT
  c.version_id,
  c.part,
  v.class_id,
  count(*) AS n_conditions,
  count(*) FILTER (
    v.value IS NOT NULL AND list_contains(c.expected, v.value) != c.is_negated
  ) AS n_met,
  count(*) FILTER (v.value IS NULL) AS n_unknown
FROM rulebook.condition AS c
INNER JOIN fact.class_value AS v
  ON c.record_table = v.record_table AND c.fact = v.fact AND c.test = v.test
GROUP BY ALL;

-- The classes in the population of each version; no condition means every record.
CREATE OR REPLACE TABLE fact.scope AS
SELECT c.version_id, k.class_id
FROM rulebook.clause AS c
INNER JOIN fact.class AS k ON c.subject = k.record_table
LEFT JOIN fact.match AS m
  ON c.version_id = m.version_id AND k.class_id = m.class_id AND m.part = 'population'
WHERE m.n_conditions IS NULL OR m.n_met = m.n_conditions
