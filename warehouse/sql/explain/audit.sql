-- Question: from which audit, under which profile and in which zone is the story told?
-- Grain:    one row.
-- Inputs:   meta.run, rulebook.profile.
SELECT
  r.audit_id,
  r.as_of,
  r.digest,
  r.zone,
  p.profile_id,
  p.title_zh,
  p.title_en
FROM meta.run AS r
INNER JOIN rulebook.profile AS p ON r.profile_id = p.profile_id
