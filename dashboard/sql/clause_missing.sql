-- Question: why may clauses have no result: what says the newest audit of them, and what was not delivered?
-- Grain:    one clause (its newest version).
-- Inputs:   prepared.clause, prepared.event_count, rulebook.clause, rulebook.clause_fact, rulebook.condition,
--           rulebook.label, audit.indicator, quality.received_file; $department (null = the whole utility).
WITH newest AS (
  SELECT clause_id, period_from, reason
  FROM audit.indicator
  WHERE (department_id IS NULL OR department_id = $department) AND in_scope(department_id)
  QUALIFY row_number() OVER (PARTITION BY clause_id ORDER BY period_from DESC, department_id NULLS LAST) = 1
),

-- Only that others have results is told, never which.
elsewhere AS (
  SELECT clause_id
  FROM audit.indicator
  GROUP BY clause_id
  HAVING
    NOT coalesce(bool_or(in_scope(department_id)), FALSE)
    AND bool_or(reason IS DISTINCT FROM 'not_delivered')
),

fact AS (
  SELECT version_id, fact
  FROM rulebook.clause_fact
  UNION
  SELECT version_id, fact
  FROM rulebook.condition
  WHERE fact IS NOT NULL
),

-- Clauses name events of tickets by their type alone, and columns with their table.
needed AS (
  SELECT version_id, 'ticket_events.event_type' AS list, fact AS code
  FROM fact
  WHERE NOT contains(fact, '.')
  UNION
  SELECT version_id, 'tables' AS list, split_part(fact, '.', 1) AS code
  FROM fact
  WHERE contains(fact, '.')
  UNION
  SELECT version_id, 'tables' AS list, subject AS code
  FROM rulebook.clause
),

delivered AS (
  SELECT 'ticket_events.event_type' AS list, event_type AS code
  FROM prepared.event_count
  UNION
  SELECT 'tables' AS list, table_name AS code
  FROM quality.received_file
  WHERE status = 'accepted'
),

absent AS (
  SELECT
    n.version_id,
    list(l.zh ORDER BY n.list, n.code) AS absent_zh,
    list(l.en ORDER BY n.list, n.code) AS absent_en
  FROM needed AS n
  INNER JOIN rulebook.label AS l ON n.list = l.list AND n.code = l.code
  ANTI JOIN delivered AS d ON n.list = d.list AND n.code = d.code
  GROUP BY n.version_id
)

SELECT
  c.clause_id,
  n.period_from AS newest_month,
  n.reason AS newest_reason,
  e.clause_id IS NOT NULL AS is_elsewhere,
  a.absent_zh,
  a.absent_en
FROM prepared.clause AS c
LEFT JOIN newest AS n ON c.clause_id = n.clause_id
LEFT JOIN elsewhere AS e ON c.clause_id = e.clause_id
LEFT JOIN absent AS a ON c.version_id = a.version_id
