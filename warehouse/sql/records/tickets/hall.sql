-- Question: does a ticket call for a head of the service hall, and what is its handler there?
-- Grain:    one ticket.
-- Inputs:   fact.ticket, known.incidents, known.departments, known.staff.
WITH struck AS (
  SELECT DISTINCT ticket_id
  FROM known.incidents
  WHERE ticket_id IS NOT NULL
)

SELECT
  t.ticket_id,
  CASE
    WHEN struck.ticket_id IS NOT NULL THEN 'event'
    WHEN t.ticket_type NOT IN ('complaint', 'criticism', 'suggestion', 'misconduct_report') THEN NULL
    WHEN t.mass_impact OR t.escalation_level > 0 THEN 'major'
    ELSE 'daily'
  END AS "tickets.leader_matter",
  CASE
    WHEN handler.post IS NULL THEN NULL
    WHEN coalesce(department.role, '') != 'service_hall' THEN 'other'
    WHEN handler.post LIKE '%副主任%' THEN 'deputy'
    WHEN handler.post LIKE '%主任%' THEN 'director'
    ELSE 'other'
  END AS "tickets.hall_handler",
  "tickets.leader_matter" || '_' || "tickets.hall_handler" AS "tickets.hall_handling"
FROM fact.ticket AS t
LEFT JOIN struck ON t.ticket_id = struck.ticket_id
LEFT JOIN known.staff AS handler ON t.handler_id = handler.staff_id
LEFT JOIN known.departments AS department ON handler.dept_id = department.dept_id
