-- Question: how many breaches of clauses that only inform came between an instant and the audit?
-- Grain:    one row.
-- Inputs:   audit.verdict, rulebook.clause, meta.run; $since.
SELECT count(*) AS n
FROM audit.verdict AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
CROSS JOIN meta.run AS r
WHERE
  v.verdict = 'breach'
  AND NOT c.is_governing
  AND in_scope(v.department_id)
  AND coalesce(v.due_at, v.stopped_at, v.started_at) > $since
  AND coalesce(v.due_at, v.stopped_at, v.started_at) <= r.as_of
