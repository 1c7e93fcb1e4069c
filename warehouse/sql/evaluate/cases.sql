-- Question: which records does each clause version judge, and what sets one of them aside beforehand?
-- Grain:    one clause version on one record of its population, whatever the version's dates.
-- Inputs:   rulebook.clause, rulebook.excuse, fact.record, fact.scope, fact.undelivered,
--           fact.answerable, fact.setting.
-- What every kind of clause shares stands here once: a record that is exempt is not judged, one whose
-- evidence was never delivered is not assessed, and one with an evidenced excuse neither passes nor fails.
-- A record from after the instant of the audit is not there yet; an undated one counts as of that instant.
CREATE OR REPLACE MACRO fact.month_of(moment) AS cast(date_trunc('month', cast(moment AS date)) AS date);

CREATE OR REPLACE MACRO fact.is_in_force(version_from, version_until, moment) AS (
  (version_from IS NULL OR cast(moment AS date) >= version_from)
  AND (version_until IS NULL OR cast(moment AS date) < version_until)
);

CREATE OR REPLACE VIEW fact.case_record AS
SELECT
  c.version_id,
  c.kind,
  c.version_from,
  c.version_until,
  c.once_fact,
  c.early,
  r.* EXCLUDE (department_id, record_at),
  coalesce(r.record_at, s.as_of) AS record_at,
  a.department_id,
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
INNER JOIN fact.scope AS p ON c.version_id = p.version_id
INNER JOIN fact.record AS r ON c.subject = r.record_table AND p.class_id = r.class_id
CROSS JOIN fact.setting AS s
LEFT JOIN fact.undelivered AS u ON c.version_id = u.version_id
LEFT JOIN rulebook.excuse AS x
  ON c.version_id = x.version_id AND r.excuse = x.code AND r.excuse_evidence IS NOT NULL
LEFT JOIN fact.answerable AS a
  ON c.version_id = a.version_id AND r.department_id IS NOT DISTINCT FROM a.own_department_id
WHERE coalesce(r.record_at, s.as_of) <= s.as_of;

-- The moments of deadlines and sequences, the earliest or the latest of the facts a clause names. An act
-- after the instant of the audit has not happened yet; the moment a notice must precede may lie ahead.
CREATE OR REPLACE VIEW fact.case_moment AS
SELECT
  f.version_id,
  f.role,
  m.record_id,
  CASE
    WHEN f.combine = 'any' THEN min(m.happened_at)
    WHEN count(*) = f.n_facts THEN max(m.happened_at)
  END AS happened_at
FROM rulebook.clause_fact AS f
INNER JOIN rulebook.clause AS c ON f.version_id = c.version_id
INNER JOIN fact.moment AS m ON f.subject = m.record_table AND f.fact = m.fact
CROSS JOIN fact.setting AS s
WHERE
  m.happened_at <= s.as_of
  OR (c.kind = 'deadline' AND (f.role = 'end') = (coalesce(c.limit_op, '<=') = '>='))
GROUP BY f.version_id, f.role, f.combine, f.n_facts, m.record_id
