-- Question: which lines of the ledger does each breach draw, and who pays?
-- Grain:    one breach, consequence of its clause and payer.
-- Inputs:   audit.verdict, rulebook.clause, rulebook.consequence, rulebook.ledger, audit.decision,
--           fact.amount, fact.moment, fact.match, fact.record, fact.setting, known.tickets,
--           known.departments, known.staff.
-- Only hard governing clauses draw money. Persons are those the text means (`rulebook/ledger.py`): the one at
-- fault is whoever was found liable, else who the observation stands at; the head is that of the unit found
-- liable, else of the department that answers. Days late begin after the due instant, or after the moment the
-- clause names plus its limit, or after an extension, whichever is last: days that are excused do not count.
CREATE OR REPLACE TABLE fact.drawn AS
WITH breach AS (
  SELECT
    v.record_id,
    v.department_id,
    v.staff_id,
    v.customer_id,
    v.period_from,
    v.due_at,
    v.stopped_at,
    coalesce(v.limit_value, 0) AS limit_days,
    c.subject,
    k.* EXCLUDE (n),
    c.clause_id || '/' || v.record_id AS observation_id
  FROM audit.verdict AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  INNER JOIN rulebook.consequence AS k ON c.clause_id = k.clause_id
  LEFT JOIN fact.record AS r ON c.subject = r.record_table AND v.record_id = r.record_id
  LEFT JOIN fact.match AS m
    ON
      v.version_id = m.version_id
      AND m.part = 'money:' || k.ledger_id
      AND r.class_id = m.class_id
  WHERE
    v.verdict = 'breach'
    AND c.is_governing
    AND c.strength = 'hard'
    AND (NOT k.has_conditions OR m.n_met = m.n_conditions)
    AND NOT (coalesce(list_contains(k.excuses, r.excuse), FALSE) AND r.excuse_evidence IS NOT NULL)
),

extended AS (
  SELECT observation_id, max(extended_until) AS extended_until
  FROM audit.decision
  WHERE status = 'applied' AND kind = 'extension'
  GROUP BY observation_id
)

SELECT
  b.* EXCLUDE (department_id),
  -- Who was first reached may belong to another department than the one that handles the matter.
  if(l.payer_role = 'first_responsible', coalesce(f.dept_id, b.department_id), b.department_id)
    AS department_id,
  s.as_of,
  p.day_counting,
  l.act,
  l.is_step,
  l.payer_no,
  l.payer_type,
  l.payer_role,
  l.payee_type,
  CASE l.payer_type
    WHEN 'company' THEN 'company'
    WHEN 'department' THEN b.department_id
    WHEN 'customer' THEN b.customer_id
    WHEN 'person'
      THEN
        CASE l.payer_role
          WHEN 'at_fault' THEN coalesce(t.liable_person_id, b.staff_id)
          WHEN 'responsible' THEN coalesce(b.staff_id, t.liable_person_id)
          WHEN 'first_responsible' THEN t.first_responder_id
          WHEN 'head_of_unit' THEN d.head_id
        END
  END AS payer_id,
  CASE l.payee_type WHEN 'company' THEN 'company' WHEN 'customer' THEN b.customer_id END AS payee_id,
  a.amount AS base_amount,
  coalesce(b.stopped_at, s.as_of) AS until_at,
  greatest(
    b.due_at,
    cast(cast(n.happened_at AS DATE) + cast(b.limit_days AS INTEGER) + 1 AS TIMESTAMPTZ)
    - to_microseconds(1),
    x.extended_until
  ) AS from_at
FROM breach AS b
CROSS JOIN fact.setting AS s
CROSS JOIN rulebook.profile AS p
INNER JOIN rulebook.ledger AS l ON b.ledger_id = l.ledger_id
LEFT JOIN fact.moment AS n
  ON b.subject = n.record_table AND b.not_before_fact = n.fact AND b.record_id = n.record_id
LEFT JOIN fact.amount AS a
  ON
    b.subject = a.record_table
    AND coalesce(b.percent_of, b.multiple_of) = a.fact
    AND b.record_id = a.record_id
LEFT JOIN known.tickets AS t ON b.subject = 'tickets' AND b.record_id = t.ticket_id
LEFT JOIN known.staff AS f ON t.first_responder_id = f.staff_id
LEFT JOIN known.departments AS d ON coalesce(t.liable_dept_id, b.department_id) = d.dept_id
LEFT JOIN extended AS x ON b.observation_id = x.observation_id
