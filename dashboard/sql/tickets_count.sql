-- Question: how many tickets fit the filters?
-- Grain:    one row.
-- Inputs:   evidence.tickets.
SELECT count(*) AS n
FROM evidence.tickets AS t
WHERE in_scope(t.dept_id) AND wanted()
