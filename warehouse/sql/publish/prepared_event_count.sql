-- Question: which steps of tickets were delivered, and how often?
-- Grain:    one type of event.
-- Inputs:   evidence.ticket_events.
SELECT event_type, count(*) AS n
FROM evidence.ticket_events
WHERE event_type IS NOT NULL
GROUP BY event_type
ORDER BY event_type
