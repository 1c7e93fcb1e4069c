-- Question: how many records of a clause were kept and broken, day by day?
-- Grain:    one day of the utility's calendar, the oldest first.
-- Inputs:   audit.verdict, rulebook.clause, meta.run; $clause, $since and $month (months, both included),
--           $department (null = the whole utility).
-- A record lies on the day its clock began. Undated ones are left out, and so is whatever was not judged.
SELECT
  cast(timezone(r.zone, v.started_at) AS DATE) AS on_day,
  count(*) AS n,
  count(*) FILTER (WHERE v.verdict = 'breach') AS n_breach,
  count(v.measured) AS n_measured,
  cast(sum(v.measured) / nullif(count(v.measured), 0) AS DOUBLE) AS average
FROM audit.verdict AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
CROSS JOIN meta.run AS r
WHERE
  c.clause_id = $clause
  AND v.period_from BETWEEN $since AND $month
  AND v.verdict IN ('compliant', 'breach')
  AND v.started_at IS NOT NULL
  AND (cast($department AS VARCHAR) IS NULL OR v.department_id = $department)
  AND in_scope(v.department_id)
GROUP BY on_day
ORDER BY on_day
