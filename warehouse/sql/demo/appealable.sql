-- Question: which fines does a department find on its books, who of it could appeal, and who could decide?
-- Grain:    one ledger entry that rests on one observation; the newest month first, then by its id.
-- Inputs:   score.ledger_entry, evidence.staff, evidence.departments, rulebook.clause, rulebook.excuse.
WITH member AS (
  SELECT
    d.role,
    s.dept_id,
    min(s.staff_id) AS staff_id
  FROM evidence.staff AS s
  INNER JOIN evidence.departments AS d ON s.dept_id = d.dept_id
  GROUP BY ALL
),

excuse AS (
  SELECT
    c.clause_id,
    min(e.code) AS code
  FROM rulebook.excuse AS e
  INNER JOIN rulebook.clause AS c ON e.version_id = c.version_id
  GROUP BY ALL
)

SELECT
  e.department_id,
  e.observation_id,
  filer.staff_id AS filer,
  decider.staff_id AS decider,
  excuse.code AS excuse
FROM score.ledger_entry AS e
INNER JOIN member AS filer ON e.department_id = filer.dept_id
INNER JOIN member AS decider ON decider.role = 'quality_supervision' AND decider.dept_id != e.department_id
LEFT JOIN excuse ON e.clause_id = excuse.clause_id
WHERE e.kind = 'fine' AND e.status = 'booked' AND e.observation_id IS NOT NULL
ORDER BY e.period_from DESC, e.entry_id
