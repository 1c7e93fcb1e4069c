-- Question: for which incidents does the scheme take a fixed penalty, and how much of it after the maximum?
-- Grain:    one penalty of the scheme, department and incident.
-- Inputs:   audit.verdict, audit.incident_of, rulebook.clause, rulebook.scheme, rulebook.scheme_incident,
--           known.repair_orders, known.incidents, known.outages.
-- Tickets are one incident as the audit found; an order, a recorded incident and a stop belong to that of
-- the ticket they arose from, and stops without one to that of their repair order. An incident is counted
-- once, in the month of its first breach, for the department that breach stands with.
CREATE OR REPLACE TABLE fact.incident AS
WITH breach AS (
  SELECT
    i.edition_no,
    i.incident_id,
    i.clause_id,
    i.one_per,
    i.amount_cny,
    i.max_cny,
    c.subject,
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

origin AS (
  SELECT 'tickets' AS subject, ticket_id AS record_id, ticket_id, NULL AS repair_order_id
  FROM known.tickets
  UNION ALL
  SELECT 'repair_orders' AS subject, repair_order_id AS record_id, ticket_id, repair_order_id
  FROM known.repair_orders
  UNION ALL
  SELECT 'incidents' AS subject, incident_id AS record_id, ticket_id, NULL AS repair_order_id
  FROM known.incidents
  UNION ALL
  SELECT 'outages' AS subject, o.outage_id AS record_id, r.ticket_id, o.repair_order_id
  FROM known.outages AS o
  LEFT JOIN known.repair_orders AS r ON o.repair_order_id = r.repair_order_id
),

matched AS (
  SELECT
    b.*,
    CASE
      WHEN b.one_per = 'record' THEN b.subject || ' ' || b.record_id
      WHEN o.ticket_id IS NOT NULL THEN 'ticket ' || coalesce(n.incident_key, o.ticket_id)
      WHEN o.repair_order_id IS NOT NULL THEN 'order ' || o.repair_order_id
      ELSE b.subject || ' ' || b.record_id
    END AS matter
  FROM breach AS b
  LEFT JOIN origin AS o ON b.subject = o.subject AND b.record_id = o.record_id
  LEFT JOIN audit.incident_of AS n ON o.ticket_id = n.ticket_id
),

gathered AS (
  SELECT
    *,
    count(*) OVER (PARTITION BY incident_id, department_id, matter) AS n_records
  FROM matched
  QUALIFY
    row_number() OVER (
      PARTITION BY incident_id, department_id, matter
      ORDER BY period_from, broken_at, record_id
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
