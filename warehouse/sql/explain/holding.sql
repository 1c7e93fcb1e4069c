-- Question: which department held a ticket, from when until when, and was it paused?
-- Grain:    one holding.
-- Inputs:   audit.holding; $record_id.
SELECT *
FROM audit.holding
WHERE ticket_id = $record_id
ORDER BY holding_no
