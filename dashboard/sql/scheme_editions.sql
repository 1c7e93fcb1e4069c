-- Question: by which editions of the scheme are months scored?
-- Grain:    one edition, the newest first.
-- Inputs:   rulebook.scheme.
-- Scope:    none: rules.
SELECT *
FROM rulebook.scheme
ORDER BY closed_month IS NOT NULL, valid_from DESC NULLS LAST, edition_no DESC
