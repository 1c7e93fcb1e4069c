-- Question: which records does each clause version judge, and what sets one of them aside beforehand?
-- Grain:    one clause version of the stage at hand on one record of its population, whatever its dates.
-- Inputs:   rulebook.clause, rulebook.excuse, fact.record, fact.scope, fact.undelivered,
--           fact.answerable, fact.answering_person, fact.setting.
-- What every kind of clause shares stands here once: a record that is exempt is not judged, one whose
-- evidence was never delivered is not assessed, and one with an evidenced excuse neither passes nor fails.
-- An undated record counts as of the instant of the audit; of one that begins after it nothing can be
-- missing yet. Clauses that rest on how another clause was judged have their turn in the second stage.
CREATE OR REPLACE MACRO fact.month_of(moment) AS cast(date_trunc('month', cast(moment AS date)) AS date);

-- Whether a version answers for a moment, and whether it is in force then: of the versions of a clause
-- exactly one answers for each moment, and outside its dates it says that nothing was asked.
CREATE OR REPLACE MACRO fact.answers(answers_from, answers_until, moment) AS (
  (answers_from IS NULL OR cast(moment AS date) >= answers_from)
  AND (answers_until IS NULL OR cast(moment AS date) < answers_until)
);

CREATE OR REPLACE MACRO fact.is_in_force(version_from, version_until, moment) AS (
  (version_from IS NULL OR cast(moment AS date) >= version_from)
  AND (version_until IS NULL OR cast(moment AS date) < version_until)
);

-- Whether a time of day lies in a part of the day, which may run over midnight.
CREATE OR REPLACE MACRO fact.is_within(clock, opens, closes, is_closed) AS CASE
  WHEN clock = cast(opens AS time) OR clock = cast(closes AS time) THEN is_closed
  WHEN cast(opens AS time) < cast(closes AS time)
    THEN clock > cast(opens AS time) AND clock < cast(closes AS time)
  ELSE clock > cast(opens AS time) OR clock < cast(closes AS time)
END;

CREATE OR REPLACE VIEW fact.case_record AS
SELECT
  c.version_id,
  c.kind,
  c.version_from,
  c.version_until,
  c.answers_from,
  c.answers_until,
  c.is_chosen_by_record,
  c.once_fact,
  c.early,
  c.is_gate,
  r.* EXCLUDE (department_id, staff_id, record_at),
  coalesce(r.record_at, s.as_of) AS record_at,
  if(c.responsible_role IS NULL, coalesce(n.department_id, a.department_id), a.department_id)
    AS department_id,
  if(
    c.responsible_role IS NULL AND n.department_id != a.department_id, a.department_id, NULL
  ) AS routed_department_id,
  CASE
    WHEN c.answers IS NULL THEN r.staff_id
    WHEN c.answers = 'head_of_unit' THEN a.head_id
    ELSE n.staff_id
  END AS staff_id,
  s.as_of,
  u.version_id IS NOT NULL AS is_undelivered,
  x.code AS excuse_code,
  CASE
    WHEN r.exempt IS NOT NULL THEN 'not_applicable'
    WHEN u.version_id IS NOT NULL THEN 'not_assessed'
    WHEN x.code IS NOT NULL THEN 'excused'
  END AS aside_verdict,
  CASE
    WHEN r.exempt IS NOT NULL THEN r.exempt
    WHEN u.version_id IS NOT NULL THEN 'not_delivered'
    ELSE x.code
  END AS aside_reason
FROM rulebook.clause AS c
CROSS JOIN fact.setting AS s
INNER JOIN fact.scope AS p ON c.version_id = p.version_id
INNER JOIN fact.record AS r ON c.subject = r.record_table AND p.class_id = r.class_id
LEFT JOIN fact.undelivered AS u ON c.version_id = u.version_id
LEFT JOIN rulebook.excuse AS x
  ON c.version_id = x.version_id AND r.excuse = x.code AND r.excuse_evidence IS NOT NULL
LEFT JOIN fact.answerable AS a
  ON c.version_id = a.version_id AND r.department_id IS NOT DISTINCT FROM a.own_department_id
LEFT JOIN fact.answering_person AS n
  ON c.answers = n.answers AND r.record_id = n.record_id
WHERE c.stage = s.stage;

-- The moments of deadlines and sequences, the earliest or the latest of the facts a clause names; a class
-- of records may have an end of its own.
CREATE OR REPLACE VIEW fact.case_moment AS
SELECT
  f.version_id,
  f.role,
  f.class_value,
  m.record_id,
  CASE
    WHEN f.combine = 'any' THEN min(m.happened_at)
    WHEN count(*) = f.n_facts THEN max(m.happened_at)
  END AS happened_at
FROM rulebook.clause_fact AS f
INNER JOIN rulebook.clause AS c ON f.version_id = c.version_id
CROSS JOIN fact.setting AS s
INNER JOIN fact.moment AS m ON f.subject = m.record_table AND f.fact = m.fact
WHERE c.stage = s.stage
GROUP BY f.version_id, f.role, f.class_value, f.combine, f.n_facts, m.record_id
