-- Question: what are the codes called?
-- Grain:    one code of a list.
-- Inputs:   rulebook.label.
-- Scope:    none: words.
SELECT list, code, zh, en FROM rulebook.label
