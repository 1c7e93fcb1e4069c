-- Question: what could not be assessed this month, and for want of what?
-- Grain:    one reason and table of records; parameters that are not set have a list of their own.
-- Inputs:   audit.indicator, rulebook.clause, rulebook.clause_fact, prepared.event_count,
--           quality.reconciliation; $month, $whole (rows of the whole utility rather than of departments).
-- missing_events: steps that the clauses ask for and nobody delivered for any ticket.
WITH governing AS (
  SELECT
    clause_id,
    any_value(subject) AS subject
  FROM rulebook.clause
  WHERE is_governing
  GROUP BY clause_id
),

unassessed AS (
  SELECT
    i.clause_id,
    c.subject,
    coalesce(i.reason, 'unknown') AS reason,
    sum(i.n_not_assessed) AS n_not_assessed
  FROM audit.indicator AS i
  INNER JOIN governing AS c ON i.clause_id = c.clause_id
  WHERE
    i.verdict = 'not_assessed'
    AND coalesce(i.reason, '') != 'parameter_unset'
    AND i.period_from = $month
    AND (i.department_id IS NULL) = $whole
    AND in_scope(i.department_id)
  GROUP BY ALL
),

asked AS (
  SELECT DISTINCT
    c.clause_id,
    f.fact
  FROM rulebook.clause_fact AS f
  INNER JOIN rulebook.clause AS c ON f.version_id = c.version_id
  WHERE f.subject = 'tickets' AND NOT contains(f.fact, '.')
),

lacking AS (
  SELECT
    a.clause_id,
    a.fact
  FROM asked AS a
  LEFT JOIN prepared.event_count AS d ON a.fact = d.event_type
  WHERE d.event_type IS NULL
)

SELECT
  u.reason,
  u.subject AS record_table,
  count(DISTINCT u.clause_id) AS n_clauses,
  cast(sum(u.n_not_assessed) AS BIGINT) AS n_records,
  string_agg(DISTINCT l.fact, ' ' ORDER BY l.fact) AS missing_events,
  bool_and(coalesce(q.n_received, 0) = 0) AS is_absent
FROM (
  SELECT
    clause_id,
    subject,
    reason,
    sum(n_not_assessed) AS n_not_assessed
  FROM unassessed
  GROUP BY clause_id, subject, reason
) AS u
LEFT JOIN (
  SELECT clause_id, string_agg(fact, ' ' ORDER BY fact) AS fact
  FROM lacking
  GROUP BY clause_id
) AS l ON u.clause_id = l.clause_id AND u.reason = 'not_delivered'
LEFT JOIN quality.reconciliation AS q ON u.subject = q.table_name
GROUP BY u.reason, record_table
ORDER BY n_clauses DESC, u.reason, record_table
