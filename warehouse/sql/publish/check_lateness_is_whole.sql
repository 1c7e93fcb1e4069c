-- Question: which late observations are not shared out whole, and which tickets were in no hands or in two?
-- Grain:    one clause and record, or one ticket.
-- Inputs:   audit.attribution, audit.holding.
SELECT
  clause_id,
  record_id
FROM audit.attribution
GROUP BY clause_id, record_id
HAVING sum(share) != 1
UNION ALL
SELECT
  'holding' AS clause_id,
  ticket_id AS record_id
FROM audit.holding
QUALIFY
  lead(from_at, 1, until_at) OVER (PARTITION BY ticket_id ORDER BY holding_no) != until_at
  OR from_at > until_at
