-- Question: which verdicts stand with another department, or person, than the ticket was routed to?
-- Grain:    changes audit.verdict: one late deadline clause on one ticket.
-- Inputs:   audit.attribution, rulebook.clause.
-- The department with the greatest share before rounding answers, of equals the one that held the ticket
-- when it was due, then the lowest id; and the person who held it there. The routed department stays in a
-- column of its own.
UPDATE audit.verdict
SET
  department_id = w.department_id,
  staff_id = if(w.is_routed, coalesce(w.staff_id, audit.verdict.staff_id), w.staff_id),
  routed_department_id = if(w.is_routed, NULL, audit.verdict.department_id)
FROM (
  SELECT
    c.version_id,
    a.*
  FROM audit.attribution AS a
  INNER JOIN rulebook.clause AS c ON a.clause_id = c.clause_id
  WHERE a.rule IN ('holder_at_due', 'proportional')
  QUALIFY
    row_number() OVER (
      PARTITION BY c.version_id, a.record_id
      ORDER BY
        if(a.rule = 'proportional', greatest(a.held_min - a.allowance_min, 0), a.share) DESC,
        a.is_at_due DESC,
        a.department_id
    ) = 1
) AS w
WHERE audit.verdict.version_id = w.version_id AND audit.verdict.record_id = w.record_id
