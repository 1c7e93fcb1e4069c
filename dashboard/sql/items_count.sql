-- Question: how many records does a rate count?
-- Grain:    one row.
-- Inputs:   prepared.item_count.
SELECT cast(coalesce(sum(i.n), 0) AS BIGINT) AS n
FROM prepared.item_count AS i
WHERE in_scope(i.department_id) AND wanted()
