-- Question: which audit is this?
-- Grain:    one row.
-- Inputs:   meta.run, rulebook.profile.
-- Scope:    none: the audit as a whole, without any department.
SELECT
  r.*,
  p.title_zh AS profile_zh,
  p.title_en AS profile_en
FROM meta.run AS r
LEFT JOIN rulebook.profile AS p ON r.profile_id = p.profile_id
