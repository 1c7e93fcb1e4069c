-- Question: was a ticket received outside office hours?
-- Grain:    one ticket.
-- Inputs:   fact.ticket, rulebook.calendar_day.
SELECT
  t.ticket_id,
  CASE
    WHEN NOT day.is_working_day THEN TRUE
    ELSE
      cast(cast(t.received_at AS TIMESTAMP) AS TIME) < day.office_open
      OR cast(cast(t.received_at AS TIMESTAMP) AS TIME) > day.office_close
  END AS "tickets.is_after_hours"
FROM fact.ticket AS t
LEFT JOIN rulebook.calendar_day AS day ON cast(t.received_at AS DATE) = day.day
