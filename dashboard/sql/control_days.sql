-- Question: how many records of a clause were kept and broken, day by day?
-- Grain:    one day of the utility's calendar, the oldest first.
-- Inputs:   prepared.verdict_day, rulebook.clause; $clause, $from_month and $month (months, both included),
--           $department (null = the whole utility).
-- A record lies on the day its clock began. Undated ones are left out, and so is whatever was not judged.
SELECT
  d.on_day,
  cast(sum(d.n) AS BIGINT) AS n,
  cast(sum(d.n_breach) AS BIGINT) AS n_breach,
  cast(sum(d.n_measured) AS BIGINT) AS n_measured,
  cast(sum(d.measured_sum) / nullif(sum(d.n_measured), 0) AS DOUBLE) AS average
FROM prepared.verdict_day AS d
INNER JOIN rulebook.clause AS c ON d.version_id = c.version_id
WHERE
  c.clause_id = $clause
  AND d.period_from BETWEEN $from_month AND $month
  AND (cast($department AS VARCHAR) IS NULL OR d.department_id = $department)
  AND in_scope(d.department_id)
GROUP BY d.on_day
ORDER BY d.on_day
