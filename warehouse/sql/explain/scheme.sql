-- Question: which edition of the scoring scheme is in force in a month?
-- Grain:    one edition.
-- Inputs:   rulebook.scheme; $period_from.
SELECT edition_no
FROM rulebook.scheme
WHERE
  (valid_from IS NULL OR valid_from <= $period_from)
  AND (valid_until IS NULL OR valid_until > $period_from)
