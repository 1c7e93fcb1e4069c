-- Question: what broke between an instant and the audit?
-- Grain:    one governing clause and department.
-- Inputs:   audit.verdict, rulebook.clause, meta.run; $since.
-- A deadline breaks when it passes; anything else when it is done, or begins.
WITH recent AS (
  SELECT
    v.version_id,
    v.department_id,
    v.stopped_at,
    v.late_by_min,
    coalesce(v.due_at, v.stopped_at, v.started_at) AS broke_at
  FROM audit.verdict AS v
  WHERE v.verdict = 'breach' AND in_scope(v.department_id)
)

SELECT
  c.clause_id,
  any_value(c.title_zh) AS title_zh,
  any_value(c.title_en) AS title_en,
  any_value(c.locator) AS locator,
  x.department_id,
  count(*) AS n,
  max(x.broke_at) AS last_at,
  max(x.late_by_min) AS late_by_min
FROM recent AS x
INNER JOIN rulebook.clause AS c ON x.version_id = c.version_id
CROSS JOIN meta.run AS r
WHERE
  c.is_governing
  AND x.broke_at > $since
  AND x.broke_at <= r.as_of
GROUP BY c.clause_id, x.department_id
ORDER BY n DESC, last_at DESC, c.clause_id, x.department_id
