-- Question: which money does a department answer for in one month?
-- Grain:    one ledger entry.
-- Inputs:   score.ledger_entry; $department_id, $period_from.
SELECT *
FROM score.ledger_entry
WHERE department_id = $department_id AND period_from = $period_from
ORDER BY ledger_id, entry_id
