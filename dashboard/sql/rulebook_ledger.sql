-- Question: which lines does the ledger know, who pays whom, and where does each stand in the texts?
-- Grain:    one line and payer.
-- Inputs:   rulebook.ledger.
-- Scope:    none: rules.
SELECT *
FROM rulebook.ledger
ORDER BY kind, ledger_id, payer_no
