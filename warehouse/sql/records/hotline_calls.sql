-- Question: what is known of each call to a hotline when it is judged?
-- Grain:    one inbound call.
-- Inputs:   known.hotline_calls, known.staff, known.tickets.
SELECT
  c.*,
  c.call_id AS record_id,
  s.dept_id AS record_department_id,
  c.agent_id AS record_staff_id,
  t.customer_id AS record_customer_id,
  c.ring_start_at AS record_at,
  c.ended_at AS record_settled_at,
  t.ticket_type AS "tickets.ticket_type",
  t.category AS "tickets.category",
  t.registered_at AS "tickets.registered_at",
  t.content AS "tickets.content",
  t.demand AS "tickets.demand",
  t.address AS "tickets.address",
  t.contact AS "tickets.contact",
  t.customer_name AS "tickets.customer_name",
  c.answered_at IS NOT NULL AS "hotline_calls.is_answered",
  coalesce(c.line = 'complaint', FALSE)
  OR coalesce(t.ticket_type IN ('complaint', 'criticism', 'suggestion', 'misconduct_report'), FALSE)
    AS "hotline_calls.is_complaint",
  c.max_hold_gap_s > 0 AS "hotline_calls.has_hold"
FROM known.hotline_calls AS c
LEFT JOIN known.staff AS s ON c.agent_id = s.staff_id
LEFT JOIN known.tickets AS t ON c.ticket_id = t.ticket_id
