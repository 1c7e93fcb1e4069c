-- Question: what is known of each file put to archive when it is judged?
-- Grain:    one file.
-- Inputs:   known.archives, known.tickets.
-- A ticket and its feedback form are filed under the number of the ticket.
WITH filed AS (
  SELECT
    *,
    coalesce(ticket_id, if(object_type IN ('ticket', 'feedback_form'), object_id, NULL)) AS about_id
  FROM known.archives
)

SELECT
  a.* EXCLUDE (about_id),
  a.archive_id AS record_id,
  coalesce(a.dept_id, t.dept_id) AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  t.customer_id AS record_customer_id,
  coalesce(a.archived_at, t.closed_at) AS record_at,
  a.destroyed_at AS record_settled_at,
  t.ticket_type AS "tickets.ticket_type",
  t.category AS "tickets.category",
  t.status AS "tickets.status",
  t.closed_at AS "tickets.closed_at",
  a.destroyed_at IS NOT NULL AS "archives.is_destroyed"
FROM filed AS a
LEFT JOIN known.tickets AS t ON a.about_id = t.ticket_id
