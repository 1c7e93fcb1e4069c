-- Question: how many days after the end of a month may an appeal about it be filed?
-- Grain:    one row.
-- Inputs:   rulebook.profile.
-- Scope:    none: rules.
SELECT appeal_days
FROM rulebook.profile
