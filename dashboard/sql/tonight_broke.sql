-- Question: what broke in the hours before the audit, or what does it know that the one before did not?
-- Grain:    one clause and department.
-- Inputs:   audit.verdict, rulebook.clause, meta.new_breach, meta.run; $hours (null = what is new).
-- A deadline breaks when it passes; anything else when it is done, or begins. What is new may have happened
-- long ago: evidence comes late, a parameter is set, a decision is taken.
WITH broken AS (
  SELECT
    v.version_id,
    v.department_id,
    v.late_by_min,
    coalesce(v.due_at, v.stopped_at, v.started_at) AS broke_at,
    n.record_id IS NOT NULL AS is_new
  FROM audit.verdict AS v
  LEFT JOIN meta.new_breach AS n ON v.version_id = n.version_id AND v.record_id = n.record_id
  WHERE v.verdict = 'breach' AND in_scope(v.department_id)
)

SELECT
  c.clause_id,
  any_value(c.title_zh) AS title_zh,
  any_value(c.title_en) AS title_en,
  any_value(c.locator) AS locator,
  c.is_governing,
  x.department_id,
  count(*) AS n,
  max(x.broke_at) AS last_at,
  max(x.late_by_min) AS late_by_min
FROM broken AS x
INNER JOIN rulebook.clause AS c ON x.version_id = c.version_id
CROSS JOIN meta.run AS r
WHERE
  CASE
    WHEN $hours IS NULL THEN x.is_new
    ELSE x.broke_at > r.as_of - to_hours(cast($hours AS INTEGER)) AND x.broke_at <= r.as_of
  END
GROUP BY c.clause_id, c.is_governing, x.department_id
ORDER BY n DESC, last_at DESC, c.clause_id, x.department_id
