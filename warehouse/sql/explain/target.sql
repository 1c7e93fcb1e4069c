-- Question: what bears the name that was asked for?
-- Grain:    one observation, ledger entry, department or record of that name.
-- Inputs:   audit.verdict, audit.item, rulebook.clause, score.ledger_entry, score.scorecard,
--           evidence.departments, evidence.tickets; $target, $clause_id and $record_id (the two parts of
--           $target around its first slash).
-- The number on a ticket's form stands for the ticket, and a department's name for the department.
WITH judged AS (
  SELECT
    version_id,
    record_id
  FROM audit.verdict
  WHERE record_id IN ($target, $record_id)
  UNION
  SELECT
    version_id,
    record_id
  FROM audit.item
  WHERE record_id IN ($target, $record_id)
)

SELECT DISTINCT
  'observation' AS kind,
  c.subject AS record_table,
  $target AS id
FROM judged AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
WHERE v.record_id = $record_id AND c.clause_id = $clause_id
UNION
SELECT
  'entry' AS kind,
  NULL AS record_table,
  entry_id AS id
FROM score.ledger_entry
WHERE entry_id = $target
UNION
SELECT
  'department' AS kind,
  NULL AS record_table,
  dept_id AS id
FROM evidence.departments
WHERE dept_id = $target OR name = $target
UNION
SELECT
  'department' AS kind,
  NULL AS record_table,
  department_id AS id
FROM score.scorecard
WHERE department_id = $target
UNION
SELECT DISTINCT
  'record' AS kind,
  c.subject AS record_table,
  v.record_id AS id
FROM judged AS v
INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
WHERE v.record_id = $target
UNION
SELECT
  'record' AS kind,
  'tickets' AS record_table,
  ticket_id AS id
FROM evidence.tickets
WHERE ticket_id = $target OR ticket_no = $target
ORDER BY kind, record_table, id
