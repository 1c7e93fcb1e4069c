-- Question: was a month closed, when, and by which rules?
-- Grain:    the month, if it is closed.
-- Inputs:   meta.closed_month; $month.
-- Scope:    none: months.
SELECT month, closed_at, audit_id, as_of, rulebook_digest, n_pending
FROM meta.closed_month
WHERE month = $month
