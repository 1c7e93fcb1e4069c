-- Question: was a ticket ever with the line officer: as a supervised case, at once, as handler, or passed on?
-- Grain:    one ticket.
-- Inputs:   fact.ticket, known.ticket_events, known.departments, known.staff.
WITH handed AS (
  SELECT e.ticket_id, bool_or(d.role = 'line_officer') AS is_to_line_officer
  FROM known.ticket_events AS e
  LEFT JOIN known.departments AS d
    ON
      d.dept_id
      = CASE e.event_type
        WHEN 'transferred' THEN e.to_dept_id
        WHEN 'transfer_received' THEN coalesce(e.to_dept_id, e.dept_id)
      END
  WHERE
    e.event_type IN ('transferred', 'transfer_received')
    AND e.event_at IS NOT NULL
  GROUP BY e.ticket_id
)

SELECT
  t.ticket_id,
  t.ticket_type = 'supervised_case'
  OR coalesce(handed.is_to_line_officer, FALSE)
  OR coalesce(responder_department.role = 'line_officer', FALSE)
  OR coalesce(department.role = 'line_officer', FALSE) AS "tickets.is_with_line_officer"
FROM fact.ticket AS t
LEFT JOIN handed ON t.ticket_id = handed.ticket_id
LEFT JOIN known.departments AS department ON t.record_department_id = department.dept_id
LEFT JOIN known.staff AS first_responder ON t.first_responder_id = first_responder.staff_id
LEFT JOIN known.departments AS responder_department
  ON first_responder.dept_id = responder_department.dept_id
