-- Question: what are the codes of the published file called?
-- Grain:    one code of one list.
-- Inputs:   rulebook.label.
SELECT
  list,
  code,
  zh,
  en
FROM rulebook.label
