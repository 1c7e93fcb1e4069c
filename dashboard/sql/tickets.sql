-- Question: which tickets fit the filters, and how did each fare?
-- Grain:    one ticket.
-- Inputs:   evidence.tickets, audit.verdict, rulebook.clause; $limit, $offset.
WITH picked AS (
  SELECT t.rowid AS position
  FROM evidence.tickets AS t
  WHERE in_scope(t.dept_id) AND wanted()
  ORDER BY arranged()
  LIMIT $limit OFFSET $offset
),

shown AS (
  SELECT t.rowid AS position, t.*
  FROM evidence.tickets AS t
  WHERE t.rowid IN (SELECT position FROM picked)
),

judged AS (
  SELECT
    v.record_id,
    count(*) FILTER (WHERE v.verdict = 'breach') AS n_breaches,
    count(*) FILTER (WHERE v.verdict = 'pending') AS n_pending,
    count(*) FILTER (WHERE v.verdict IN ('breach', 'compliant')) AS n_judged
  FROM audit.verdict AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  WHERE
    c.subject = 'tickets'
    AND c.is_governing
    AND in_scope(v.department_id)
    AND v.record_id IN (SELECT ticket_id FROM shown)
  GROUP BY v.record_id
)

SELECT
  t.ticket_id,
  t.ticket_type,
  t.category,
  t.channel,
  t.dept_id AS department_id,
  t.received_at,
  t.closed_at,
  t.status,
  t.severity,
  coalesce(j.n_breaches, 0) AS n_breaches,
  coalesce(j.n_pending, 0) AS n_pending,
  coalesce(j.n_judged, 0) AS n_judged
FROM shown AS t
LEFT JOIN judged AS j ON t.ticket_id = j.record_id
ORDER BY arranged()
