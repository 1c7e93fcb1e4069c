-- Question: what became of a matter in later tickets, and who handled the earlier one?
-- Grain:    one ticket.
-- Inputs:   fact.ticket, known.departments.
-- Cancelled and duplicate tickets take nothing up again.
WITH followed_up AS (
  SELECT
    parent_ticket_id,
    min(received_at) AS received_at,
    bool_or(ticket_type IN ('complaint', 'criticism', 'misconduct_report')) AS is_complained_of
  FROM fact.ticket
  WHERE
    parent_ticket_id != ticket_id
    AND status IS DISTINCT FROM 'cancelled'
    AND status IS DISTINCT FROM 'duplicate'
  GROUP BY parent_ticket_id
)

SELECT
  t.ticket_id,
  followed_up.received_at AS "tickets.followed_up_at",
  coalesce(followed_up.is_complained_of, FALSE) AS "tickets.is_followed_by_complaint",
  t.record_department_id = former.parent_id AS "tickets.is_at_office_above"
FROM fact.ticket AS t
LEFT JOIN followed_up ON t.ticket_id = followed_up.parent_ticket_id
LEFT JOIN fact.ticket AS earlier ON t.parent_ticket_id = earlier.ticket_id
LEFT JOIN known.departments AS former ON earlier.record_department_id = former.dept_id
