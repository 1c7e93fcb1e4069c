-- Question: which of these values name a department that may not be seen, or a person of one?
-- Grain:    one value.
-- Inputs:   evidence.departments, evidence.staff; $values.
SELECT
  d.dept_id AS named,
  FALSE AS is_person
FROM evidence.departments AS d
WHERE list_contains($values, d.dept_id) AND NOT in_scope(d.dept_id)
UNION
SELECT
  s.staff_id AS named,
  TRUE AS is_person
FROM evidence.staff AS s
WHERE list_contains($values, s.staff_id)
GROUP BY s.staff_id
HAVING NOT bool_or(coalesce(in_scope(s.dept_id), FALSE))
