-- Question: for which incidents does the scheme take a fixed penalty, and how much of it after the maximum?
-- Grain:    one penalty of the scheme, department and incident.
-- Inputs:   audit.verdict, rulebook.clause, rulebook.scheme, rulebook.scheme_incident, known.tickets,
--           known.repair_orders, known.incidents, known.outages.
-- Tickets, repair orders, events and stops name what they arose from: a ticket its earlier ticket, a
-- repair order its ticket, an event its ticket, a stop its repair order. Records that lead back to the
-- same one are one incident, counted once in the month of its first breach, for the department that
-- answers for that breach.
CREATE OR REPLACE TABLE fact.incident AS
WITH RECURSIVE breach AS (
  SELECT
    i.edition_no,
    i.incident_id,
    i.clause_id,
    i.one_per,
    i.amount_cny,
    i.max_cny,
    c.subject || ':' || v.record_id AS node,
    v.record_id,
    v.department_id,
    v.period_from,
    coalesce(v.due_at, v.started_at) AS broken_at
  FROM rulebook.scheme_incident AS i
  INNER JOIN rulebook.scheme AS e ON i.edition_no = e.edition_no
  INNER JOIN rulebook.clause AS c ON i.clause_id = c.clause_id AND c.is_governing
  INNER JOIN audit.verdict AS v
    ON
      c.version_id = v.version_id
      AND v.verdict = 'breach'
      AND fact.answers(e.valid_from, e.valid_until, v.period_from)
),

pointer AS (
  SELECT 'tickets:' || ticket_id AS node, 'tickets:' || parent_ticket_id AS origin
  FROM known.tickets
  WHERE parent_ticket_id IS NOT NULL
  UNION ALL
  SELECT 'repair_orders:' || repair_order_id AS node, 'tickets:' || ticket_id AS origin
  FROM known.repair_orders
  WHERE ticket_id IS NOT NULL
  UNION ALL
  SELECT 'incidents:' || incident_id AS node, 'tickets:' || ticket_id AS origin
  FROM known.incidents
  WHERE ticket_id IS NOT NULL
  UNION ALL
  SELECT 'outages:' || outage_id AS node, 'repair_orders:' || repair_order_id AS origin
  FROM known.outages
  WHERE repair_order_id IS NOT NULL
),

-- UNION, not UNION ALL: records that name each other in a circle end the walk.
walk AS (
  SELECT DISTINCT node, node AS reached FROM breach
  WHERE one_per = 'incident'
  UNION
  SELECT w.node, p.origin
  FROM walk AS w
  INNER JOIN pointer AS p ON w.reached = p.node
),

rooted AS (
  SELECT
    w.node,
    coalesce(min(w.reached) FILTER (p.node IS NULL), min(w.reached)) AS root
  FROM walk AS w
  LEFT JOIN pointer AS p ON w.reached = p.node
  GROUP BY w.node
),

gathered AS (
  SELECT
    b.edition_no,
    b.incident_id,
    b.clause_id,
    b.amount_cny,
    b.max_cny,
    b.record_id,
    b.department_id,
    b.period_from,
    b.broken_at,
    coalesce(r.root, b.node) AS matter,
    count(*) OVER (PARTITION BY b.incident_id, b.department_id, coalesce(r.root, b.node)) AS n_records
  FROM breach AS b
  LEFT JOIN rooted AS r ON b.one_per = 'incident' AND b.node = r.node
  QUALIFY
    row_number() OVER (
      PARTITION BY b.incident_id, b.department_id, coalesce(r.root, b.node)
      ORDER BY b.period_from, b.broken_at, b.record_id
    ) = 1
)

SELECT
  *,
  amount_cny AS stated_cny,
  if(
    max_cny IS NULL,
    amount_cny,
    greatest(
      least(
        amount_cny,
        max_cny - coalesce(
          sum(amount_cny) OVER (
            PARTITION BY incident_id, department_id, period_from
            ORDER BY broken_at, record_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
          ), 0
        )
      ), 0
    )
  ) AS capped_cny
FROM gathered
