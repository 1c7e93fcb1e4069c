-- Question: what is each regulation called that a text may cite, in the profile or not?
-- Grain:    one regulation.
-- Inputs:   rulebook.label, rulebook.clause.
-- Scope:    none: rules.
WITH named AS (
  SELECT code AS regulation, zh, en
  FROM rulebook.label
  WHERE list = 'regulations'
  UNION ALL
  SELECT regulation, regulation_title_zh AS zh, regulation_title_en AS en
  FROM rulebook.clause
)

SELECT
  regulation,
  any_value(zh) AS title_zh,
  any_value(en) AS title_en
FROM named
GROUP BY regulation
ORDER BY regulation
