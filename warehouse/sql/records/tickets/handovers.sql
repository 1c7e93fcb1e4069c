-- Question: how often was a ticket passed on, in which way, and by the department that handles it?
-- Grain:    one ticket.
-- Inputs:   fact.ticket, known.ticket_events.
WITH passed_on AS (
  SELECT
    e.ticket_id,
    count(*) FILTER (e.event_type = 'transferred') AS n_transferred,
    count(*) FILTER (e.event_type = 'referred') AS n_referred,
    arg_min(e.channel, e.event_at) FILTER (e.event_type = 'transferred') AS channel,
    CASE
      WHEN bool_or(e.dept_id = t.record_department_id) FILTER (e.event_type = 'transferred') THEN TRUE
      WHEN
        count(*) FILTER (e.event_type = 'transferred')
        = count(e.dept_id) FILTER (e.event_type = 'transferred') THEN FALSE
    END AS is_by_handler
  FROM known.ticket_events AS e
  INNER JOIN fact.ticket AS t ON e.ticket_id = t.ticket_id
  WHERE e.event_type IN ('transferred', 'referred') AND e.event_at IS NOT NULL
  GROUP BY e.ticket_id
)

SELECT
  t.ticket_id,
  CASE coalesce(passed_on.n_transferred, 0) WHEN 0 THEN 'none' WHEN 1 THEN 'one' ELSE 'several' END
    AS "tickets.transfers",
  CASE coalesce(passed_on.n_referred, 0) WHEN 0 THEN 'none' WHEN 1 THEN 'one' ELSE 'several' END
    AS "tickets.referrals",
  passed_on.channel AS "tickets.transfer_channel",
  if(coalesce(passed_on.n_transferred, 0) = 0, FALSE, passed_on.is_by_handler)
    AS "tickets.is_passed_on_by_handler"
FROM fact.ticket AS t
LEFT JOIN passed_on ON t.ticket_id = passed_on.ticket_id
