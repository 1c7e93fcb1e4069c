-- Question: which department gave the replies to a ticket?
-- Grain:    one ticket that was replied to.
-- Inputs:   known.ticket_events, known.departments, known.staff.
-- A reply whose department is unknown leaves it open.
SELECT
  e.ticket_id,
  CASE
    WHEN count(d.role) < count(*) THEN NULL
    WHEN count(DISTINCT d.role) = 1 THEN min(d.role)
    ELSE 'several'
  END AS "tickets.replied_by_role"
FROM known.ticket_events AS e
LEFT JOIN known.staff AS p ON e.actor_id = p.staff_id
LEFT JOIN known.departments AS d ON coalesce(e.dept_id, p.dept_id) = d.dept_id
WHERE e.event_type = 'replied' AND e.event_at IS NOT NULL
GROUP BY e.ticket_id
