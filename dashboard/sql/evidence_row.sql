-- Question: what did the utility deliver for a record that may be seen?
-- Grain:    one row of evidence.
-- Inputs:   the evidence table that the page names in place of evidence.departments; $file_id, $source_row.
-- Scope:    none: asked only for the row of an observation or ticket that was found within the scope.
SELECT *
FROM evidence.departments
WHERE file_id = $file_id AND source_row = $source_row
