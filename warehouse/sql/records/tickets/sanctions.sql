-- Question: which faults were verified on a ticket when sanctions were decided?
-- Grain:    one ticket with a sanction.
-- Inputs:   known.sanctions.
-- When a sanction was decided is added beside these parts, for the ledger ids that clauses name.
SELECT
  ticket_id,
  bool_or(verified) FILTER (ledger_id = 'L15') AS "tickets.is_attitude_verified",
  bool_or(verified) FILTER (ledger_id = 'L17') AS "tickets.is_mishandling_verified"
FROM known.sanctions
WHERE ticket_id IS NOT NULL
GROUP BY ticket_id
