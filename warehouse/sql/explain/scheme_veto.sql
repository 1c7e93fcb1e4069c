-- Question: which vetoes does a clause, or a rate that is the share of it, trigger, and which clause a veto?
-- Grain:    one veto and the clause whose breaches trigger it.
-- Inputs:   rulebook.scheme_veto, rulebook.clause; $clause_id, or $veto_id.
SELECT DISTINCT
  v.veto_id,
  v.clause_id
FROM rulebook.scheme_veto AS v
INNER JOIN rulebook.clause AS c ON v.clause_id = c.clause_id
WHERE v.veto_id = $veto_id OR c.clause_id = $clause_id OR c.rate_clause_id = $clause_id
ORDER BY v.veto_id, v.clause_id
