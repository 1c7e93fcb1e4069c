-- Question: which tickets fit the filters, and how did each fare?
-- Grain:    one ticket.
-- Inputs:   evidence.tickets, prepared.ticket_count; $limit, $offset.
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
    k.ticket_id,
    sum(k.n_breaches) AS n_breaches,
    sum(k.n_pending) AS n_pending,
    sum(k.n_judged) AS n_judged
  FROM prepared.ticket_count AS k
  WHERE k.ticket_id IN (SELECT ticket_id FROM shown) AND in_scope(k.department_id)
  GROUP BY k.ticket_id
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
  cast(coalesce(j.n_breaches, 0) AS BIGINT) AS n_breaches,
  cast(coalesce(j.n_pending, 0) AS BIGINT) AS n_pending,
  cast(coalesce(j.n_judged, 0) AS BIGINT) AS n_judged
FROM shown AS t
LEFT JOIN judged AS j ON t.ticket_id = j.ticket_id
ORDER BY arranged()
