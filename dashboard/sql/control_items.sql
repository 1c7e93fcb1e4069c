-- Question: how many records of a rate that counts records itself passed and failed, day by day?
-- Grain:    one day of the utility's calendar, the oldest first.
-- Inputs:   prepared.item_day, rulebook.clause; $clause, $from_month and $month (months, both included),
--           $department (null = the whole utility).
SELECT
  d.on_day,
  cast(sum(d.n) AS BIGINT) AS n,
  cast(sum(d.n_breach) AS BIGINT) AS n_breach,
  cast(0 AS BIGINT) AS n_measured,
  cast(NULL AS DOUBLE) AS average
FROM prepared.item_day AS d
INNER JOIN rulebook.clause AS c ON d.version_id = c.version_id
WHERE
  c.clause_id = $clause
  AND d.period_from BETWEEN $from_month AND $month
  AND (cast($department AS VARCHAR) IS NULL OR d.department_id = $department)
  AND in_scope(d.department_id)
GROUP BY d.on_day
ORDER BY d.on_day
