-- Question: what is known of each fault seen in the field when it is judged?
-- Grain:    one fault.
-- Inputs:   known.field_faults, known.staff, known.tickets.
SELECT
  f.*,
  f.fault_id AS record_id,
  coalesce(s.dept_id, t.dept_id, c.dept_id) AS record_department_id,
  f.reader_id AS record_staff_id,
  t.customer_id AS record_customer_id,
  coalesce(f.found_at, f.reported_at) AS record_at,
  f.repaired_at AS record_settled_at,
  t.ticket_type AS "tickets.ticket_type",
  t.category AS "tickets.category"
FROM known.field_faults AS f
LEFT JOIN known.staff AS s ON f.reader_id = s.staff_id
LEFT JOIN known.staff AS c ON f.site_checked_by = c.staff_id
LEFT JOIN known.tickets AS t ON f.ticket_id = t.ticket_id
