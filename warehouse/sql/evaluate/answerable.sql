-- Question: which department answers for a record under a clause, and who, where the clause says so?
-- Grain:    one version and department of the record (null = the record names none); fact.answering_person:
--           one ticket and person that some clause makes answerable.
-- Inputs:   rulebook.clause, fact.record, fact.quantity, fact.tally, fact.entity, known.departments,
--           known.tickets, known.staff, known.sanctions.
-- A clause that names a role is answered by the record's own department where that has the role, else by
-- the only department with the role; with several such departments nobody is guessed.
CREATE OR REPLACE TABLE fact.answerable AS
WITH own AS (
  SELECT DISTINCT department_id FROM fact.record
  UNION
  SELECT DISTINCT department_id FROM fact.quantity
  UNION
  SELECT DISTINCT department_id FROM fact.entity
  UNION
  SELECT dept_id FROM known.departments
  UNION
  SELECT NULL
),

only_one AS (
  SELECT role, min(dept_id) AS department_id, min(head_id) AS head_id
  FROM known.departments
  GROUP BY role
  HAVING count(*) = 1
)

SELECT
  c.version_id,
  own.department_id AS own_department_id,
  CASE
    WHEN c.responsible_role IS NULL OR d.role = c.responsible_role THEN own.department_id
    ELSE only_one.department_id
  END AS department_id,
  CASE
    WHEN c.responsible_role IS NULL OR d.role = c.responsible_role THEN d.head_id
    ELSE only_one.head_id
  END AS head_id
FROM rulebook.clause AS c
CROSS JOIN own
LEFT JOIN known.departments AS d ON own.department_id = d.dept_id
LEFT JOIN only_one ON c.responsible_role = only_one.role;

-- The person whom clauses make answerable for a ticket, and the department that answers with that person:
-- the person's own for a first contact, a registration or a finding of liability, which need not have
-- happened where the ticket is handled. Liable is whom the ticket names, or else the one person that verified
-- decisions on it hold responsible. Where nobody is recorded nobody is guessed, and the department stays as
-- it is routed.
CREATE OR REPLACE TABLE fact.answering_person AS
WITH asked AS (
  SELECT DISTINCT answers
  FROM rulebook.clause
  WHERE answers IS NOT NULL AND answers != 'head_of_unit'
),

held_responsible AS (
  SELECT
    ticket_id,
    min(staff_id) AS staff_id
  FROM known.sanctions
  WHERE verified AND kind IN ('fine', 'wage_deduction', 'bonus_forfeit', 'disciplinary')
  GROUP BY ticket_id
  HAVING count(DISTINCT staff_id) = 1
),

named AS (
  SELECT
    a.answers,
    t.ticket_id AS record_id,
    if(a.answers = 'liable_person', t.liable_dept_id, NULL) AS department_id,
    CASE a.answers
      WHEN 'first_responder' THEN t.first_responder_id
      WHEN 'registrar' THEN t.registrar_id
      WHEN 'handler' THEN t.handler_id
      WHEN 'liable_person' THEN coalesce(t.liable_person_id, h.staff_id)
    END AS staff_id
  FROM asked AS a
  CROSS JOIN known.tickets AS t
  LEFT JOIN held_responsible AS h ON t.ticket_id = h.ticket_id
)

SELECT
  n.answers,
  n.record_id,
  n.staff_id,
  coalesce(n.department_id, if(n.answers = 'handler', NULL, p.dept_id)) AS department_id
FROM named AS n
LEFT JOIN known.staff AS p ON n.staff_id = p.staff_id
