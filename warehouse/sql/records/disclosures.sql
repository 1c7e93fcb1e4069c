-- Question: what is known of each access to or release of personal data when it is judged?
-- Grain:    one access or release.
-- Inputs:   known.disclosures, known.staff, known.tickets.
SELECT
  c.*,
  c.disclosure_id AS record_id,
  p.dept_id AS record_department_id,
  c.staff_id AS record_staff_id,
  coalesce(c.customer_id, t.customer_id) AS record_customer_id,
  c."at" AS record_at,
  c.request_done_at AS record_settled_at,
  if(c.recipient IN ('internal', 'handler'), FALSE, NOT c.authorised)
    AS "disclosures.is_unauthorised_release",
  coalesce(c.breach, FALSE) OR NOT c.authorised AS "disclosures.is_unauthorised",
  t.ticket_type AS "tickets.ticket_type",
  t.anonymous AS "tickets.anonymous"
FROM known.disclosures AS c
LEFT JOIN known.staff AS p ON c.staff_id = p.staff_id
LEFT JOIN known.tickets AS t ON c.ticket_id = t.ticket_id
