-- Question: what are the codes of the published file called, and what do they mean?
-- Grain:    one code of one list.
-- Inputs:   rulebook.label.
SELECT
  list,
  code,
  zh,
  en,
  definition_zh,
  definition_en
FROM rulebook.label
