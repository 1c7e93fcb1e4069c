-- Question: how many records does a rate count?
-- Grain:    one row.
-- Inputs:   audit.item.
SELECT count(*) AS n
FROM audit.item AS i
WHERE in_scope(i.department_id) AND wanted()
