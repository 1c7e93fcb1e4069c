-- Question: was a ticket filed, when, by whom, and completely?
-- Grain:    one ticket.
-- Inputs:   fact.ticket, known.archives.
-- A ticket and its feedback form may be filed under the number of the ticket; the first filing counts.
WITH archived AS (
  SELECT coalesce(ticket_id, object_id) AS ticket_id, archived_at, complete, keeper
  FROM known.archives
  WHERE object_type IN ('ticket', 'feedback_form') AND coalesce(ticket_id, object_id) IS NOT NULL
  QUALIFY row_number() OVER (
    PARTITION BY coalesce(ticket_id, object_id) ORDER BY archived_at NULLS LAST, archive_id
  ) = 1
)

SELECT
  t.ticket_id,
  archived.archived_at AS "archives.archived_at",
  archived.complete AS "archives.complete",
  archived.keeper AS "archives.keeper",
  if(archived.archived_at IS NULL, FALSE, archived.complete) AS "tickets.is_filed_complete"
FROM fact.ticket AS t
LEFT JOIN archived ON t.ticket_id = archived.ticket_id
