-- Question: what is each appeal and each decision about, and which rule does it break on its own?
-- Grain:    one observation named (fact.observed), one appeal (fact.appeal_case), one decision
--           (fact.decision_case).
-- Inputs:   known.appeals, known.decisions, known.staff, known.departments, audit.verdict, audit.item,
--           rulebook.clause, rulebook.profile, rulebook.label.
-- An appeal must be filed within the profile's days after the end of the observation's month. Nobody decides
-- who filed the appeal, asked for the decision, is held responsible or belongs to the department concerned;
-- where the department of whoever decided cannot be told, the decision is refused. What depends on other
-- decisions (whether the clock had expired, whether the appeal is still open) is settled one after the other,
-- in warehouse/decisions.py; what depends on entries of the ledger, in score/decide_entries.
CREATE OR REPLACE MACRO fact.record_of(observation_id, entry_id) AS coalesce(
  substr(observation_id, strpos(observation_id, '/') + 1),
  regexp_extract(entry_id, '^[^/]*/(.*)/[^/]*$', 1)
);

CREATE OR REPLACE TABLE fact.observed AS
WITH named AS (
  SELECT DISTINCT observation_id
  FROM (
    SELECT observation_id FROM known.appeals
    UNION ALL
    SELECT observation_id FROM known.decisions
  )
  WHERE contains(observation_id, '/')
),

asked AS (
  SELECT
    n.observation_id,
    fact.record_of(n.observation_id, NULL) AS record_id,
    c.version_id,
    c.kind,
    c.is_late_extension_allowed
  FROM named AS n
  INNER JOIN rulebook.clause AS c ON split_part(n.observation_id, '/', 1) = c.clause_id
)

SELECT
  a.*,
  'verdict' AS held_in,
  v.department_id,
  v.staff_id,
  v.period_from,
  v.due_at,
  v.stopped_at,
  v.late_by_min,
  v.verdict,
  v.reason
FROM audit.verdict AS v
INNER JOIN asked AS a ON v.version_id = a.version_id AND v.record_id = a.record_id
UNION ALL
SELECT
  a.*,
  'item' AS held_in,
  i.department_id,
  NULL,
  i.period_from,
  NULL,
  NULL,
  NULL,
  i.outcome,
  i.reason
FROM audit.item AS i
INNER JOIN asked AS a ON i.version_id = a.version_id AND i.record_id = a.record_id;

CREATE OR REPLACE TABLE fact.appeal_case AS
WITH dated AS (
  SELECT
    a.* EXCLUDE (dept_id, reason),
    coalesce(o.department_id, a.dept_id) AS department_id,
    a.dept_id AS filed_department_id,
    o.observation_id IS NOT NULL AS is_observed,
    coalesce(
      o.period_from, try_cast(regexp_extract(a.entry_id, '/(\d{4}-\d{2})$', 1) || '-01' AS date)
    ) AS period_from
  FROM known.appeals AS a
  LEFT JOIN fact.observed AS o ON a.observation_id = o.observation_id
),

bounded AS (
  SELECT
    d.*,
    cast(
      cast(d.period_from + INTERVAL 1 MONTH AS date) + cast(p.appeal_days AS integer) AS timestamptz
    ) AS appeal_until
  FROM dated AS d
  CROSS JOIN rulebook.profile AS p
)

SELECT
  *,
  CASE
    WHEN observation_id IS NULL AND entry_id IS NULL THEN 'target_missing'
    WHEN observation_id IS NOT NULL AND NOT is_observed THEN 'unknown_observation'
    WHEN period_from IS NULL THEN 'unknown_entry'
    WHEN filed_at >= appeal_until THEN 'too_late'
  END AS refusal
FROM bounded;

CREATE OR REPLACE TABLE fact.decision_case AS
WITH sorted AS (
  SELECT
    d.*,
    CASE
      WHEN d.kind IN ('excuse', 'correction', 'extension') THEN 'verdict'
      WHEN d.kind IN ('waiver', 'range', 'amount') THEN 'money'
      WHEN d.kind = 'adjustment' THEN 'points'
      WHEN d.kind = 'lift_veto' THEN 'veto'
      ELSE 'appeal'
    END AS aspect
  FROM known.decisions AS d
),

-- What a decision on an appeal does not say is what the appeal is about.
aimed AS (
  SELECT
    s.* EXCLUDE (observation_id, entry_id, evidence_ref, dept_id),
    s.dept_id,
    a.appeal_id IS NOT NULL AND a.filed_at <= s.decided_at AS is_appeal_known,
    a.refusal AS appeal_refusal,
    a.filed_by,
    a.filed_department_id,
    a.department_id AS appeal_department_id,
    fact.record_of(a.observation_id, a.entry_id) AS appealed_record,
    fact.record_of(s.observation_id, s.entry_id) AS decided_record,
    coalesce(s.evidence_ref, a.evidence_ref) AS evidence_ref,
    try_cast(s.month || '-01' AS date) AS month_from,
    CASE
      WHEN s.aspect NOT IN ('points', 'veto')
        THEN coalesce(s.observation_id, if(s.entry_id IS NULL, a.observation_id, NULL))
    END AS observation_id,
    CASE
      WHEN s.aspect IN ('money', 'appeal')
        THEN coalesce(s.entry_id, if(s.observation_id IS NULL, a.entry_id, NULL))
    END AS entry_id
  FROM sorted AS s
  LEFT JOIN fact.appeal_case AS a ON s.appeal_id = a.appeal_id
),

-- Every month in which a department has anything that was judged.
judged_month AS (
  SELECT department_id, period_from FROM audit.verdict GROUP BY ALL
  UNION
  SELECT department_id, period_from FROM audit.item GROUP BY ALL
),

placed AS (
  SELECT
    a.*,
    o.observation_id IS NOT NULL AS is_observed,
    o.version_id,
    o.record_id,
    o.kind AS clause_kind,
    o.held_in,
    o.staff_id,
    o.stopped_at,
    o.late_by_min,
    o.verdict AS original_verdict,
    o.reason AS original_reason,
    o.due_at AS original_due_at,
    coalesce(o.is_late_extension_allowed, FALSE) AS is_late_extension_allowed,
    if(
      a.aspect IN ('points', 'veto'),
      a.dept_id,
      coalesce(o.department_id, a.appeal_department_id, a.dept_id)
    ) AS department_id,
    coalesce(a.month_from, o.period_from) AS period_from,
    w.dept_id AS own_department_id,
    h.dept_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM known.departments) AS is_department_known,
    t.dept_id IS NOT NULL AS is_target_department_known,
    m.department_id IS NOT NULL AS is_month_known,
    l.code IS NOT NULL AS is_excuse_known
  FROM aimed AS a
  LEFT JOIN fact.observed AS o ON a.observation_id = o.observation_id
  LEFT JOIN known.staff AS w ON a.decided_by = w.staff_id
  LEFT JOIN known.departments AS h ON a.decided_dept_id = h.dept_id
  LEFT JOIN known.departments AS t ON a.dept_id = t.dept_id
  LEFT JOIN judged_month AS m ON a.dept_id = m.department_id AND a.month_from = m.period_from
  LEFT JOIN rulebook.label AS l ON l.list = 'excuses' AND a.excuse_code = l.code
),

eyed AS (
  SELECT
    *,
    list_filter([own_department_id, decided_dept_id], LAMBDA one: one IS NOT NULL) AS deciding,
    list_filter(
      [department_id, dept_id, filed_department_id], LAMBDA one: one IS NOT NULL
    ) AS concerned
  FROM placed
)

SELECT
  * EXCLUDE (deciding, concerned),
  coalesce(own_department_id, decided_dept_id) AS decided_department_id,
  CASE
    WHEN kind = 'dismissal' AND appeal_id IS NULL THEN 'appeal_missing'
    WHEN appeal_id IS NOT NULL AND NOT is_appeal_known THEN 'unknown_appeal'
    WHEN appeal_refusal IS NOT NULL THEN 'appeal_refused'
    WHEN aspect = 'verdict' AND observation_id IS NULL THEN 'target_missing'
    WHEN aspect = 'money' AND observation_id IS NULL AND entry_id IS NULL THEN 'target_missing'
    WHEN aspect IN ('points', 'veto') AND (dept_id IS NULL OR month IS NULL) THEN 'target_missing'
    WHEN aspect = 'veto' AND veto_id IS NULL THEN 'target_missing'
    WHEN observation_id IS NOT NULL AND NOT is_observed THEN 'unknown_observation'
    WHEN aspect IN ('points', 'veto') AND NOT is_target_department_known THEN 'unknown_department'
    WHEN aspect IN ('points', 'veto') AND NOT is_month_known THEN 'unknown_month'
    WHEN appealed_record != decided_record THEN 'other_target'
    WHEN coalesce(decided_by IN (requested_by, filed_by, staff_id), FALSE) THEN 'same_person'
    WHEN len(deciding) = 0 OR (own_department_id IS NULL AND NOT is_department_known)
      THEN 'department_unknown'
    WHEN list_has_any(deciding, concerned) THEN 'own_department'
    WHEN kind IN ('excuse', 'correction') AND evidence_ref IS NULL THEN 'evidence_missing'
    WHEN kind = 'excuse' AND NOT is_excuse_known THEN 'unknown_excuse'
    WHEN kind = 'correction' AND verdict IS NULL THEN 'verdict_missing'
    WHEN kind = 'amount' AND amount_cny IS NULL THEN 'value_missing'
    WHEN kind = 'range' AND amount_cny IS NULL AND multiple IS NULL THEN 'value_missing'
    WHEN kind = 'adjustment' AND coalesce(points, 0) = 0 THEN 'value_missing'
    WHEN kind = 'extension' AND extended_until IS NULL THEN 'value_missing'
    WHEN
      kind = 'extension'
      AND (clause_kind NOT IN ('deadline', 'reporting_duty') OR original_due_at IS NULL)
      THEN 'no_due'
    WHEN kind = 'extension' AND extended_until <= original_due_at THEN 'not_longer'
    WHEN
      kind = 'extension'
      AND original_verdict != 'compliant'
      AND coalesce(original_reason, '') NOT IN ('late', 'not_done', 'not_yet_due')
      THEN 'nothing_to_change'
    WHEN kind = 'excuse' AND original_verdict NOT IN ('breach', 'pending') THEN 'nothing_to_change'
  END AS fault
FROM eyed
