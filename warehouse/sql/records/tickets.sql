-- Question: what is known of each ticket when it is judged?
-- Grain:    one ticket.
-- Inputs:   known.tickets, known.field_faults, known.callbacks, known.departments,
--           rulebook.routing.
-- A ticket without a handling department goes to the one department its category is routed to.
-- Cancelled and duplicate tickets are not judged. The events of a ticket are added beside this view.
WITH routed AS (
  SELECT r.category, min(d.dept_id) AS dept_id
  FROM rulebook.routing AS r
  INNER JOIN known.departments AS d ON r.role = d.role
  GROUP BY r.category
  HAVING count(*) = 1
),

found AS (
  SELECT ticket_id, min(found_at) AS found_at
  FROM known.field_faults
  GROUP BY ticket_id
),

called_back AS (
  SELECT ticket_id, min(done_at) AS done_at
  FROM known.callbacks
  GROUP BY ticket_id
)

SELECT
  t.*,
  t.ticket_id AS record_id,
  coalesce(t.dept_id, routed.dept_id) AS record_department_id,
  t.handler_id AS record_staff_id,
  t.customer_id AS record_customer_id,
  t.received_at AS record_at,
  t.closed_at AS record_settled_at,
  t.excuse_code AS record_excuse,
  t.excuse_evidence AS record_excuse_evidence,
  CASE WHEN t.status IN ('cancelled', 'duplicate') THEN t.status END AS record_exempt,
  -- A problem the company finds itself is noticed when it occurs, any other when it is reported.
  CASE
    WHEN t.channel = 'own_discovery' THEN coalesce(t.occurred_at, t.received_at)
    ELSE t.received_at
  END AS "tickets.noticed_at",
  found.found_at AS "field_faults.found_at",
  called_back.done_at AS "callbacks.done_at"
FROM known.tickets AS t
LEFT JOIN routed ON t.category = routed.category
LEFT JOIN found ON t.ticket_id = found.ticket_id
LEFT JOIN called_back ON t.ticket_id = called_back.ticket_id
