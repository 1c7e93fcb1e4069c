-- Question: what was agreed and signed at the visits of a ticket?
-- Grain:    one ticket that was visited for.
-- Inputs:   known.visits.
SELECT
  ticket_id,
  bool_or(consent_signed) AS "visits.consent_signed",
  min(agreement_no) AS "visits.agreement_no"
FROM known.visits
WHERE ticket_id IS NOT NULL
GROUP BY ticket_id
