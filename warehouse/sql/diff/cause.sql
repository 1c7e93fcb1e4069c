-- Question: why does each observation differ?
-- Grain:    one observation that differs, with exactly one cause.
-- Inputs:   diff_observation, diff_evidence, diff_run, diff_print_one, diff_print_other,
--           one.rulebook.clause, one.rulebook.variant, one.rulebook.calendar_day, other.rulebook.clause,
--           other.rulebook.variant, other.rulebook.calendar_day.
-- The first that holds, in this order: a decision; the text of the clause, or what else of the rules
-- judges its records; the calendar, where a deadline counts working days and the days between its start
-- and its due instant differ; the rows of the record or rows that name it, or other files, where time
-- alone cannot explain it; the instant of the audit; the software. Time explains what was pending, what
-- had not begun, and what was not done by the earlier of the two instants.
CREATE OR REPLACE TEMP TABLE diff_change AS
WITH counted_in_working_days AS (
  SELECT clause_id FROM one.rulebook.clause
  WHERE calendar = 'working_day'
  UNION
  SELECT clause_id FROM other.rulebook.clause
  WHERE calendar = 'working_day'
  UNION
  SELECT c.clause_id
  FROM one.rulebook.variant AS v
  INNER JOIN one.rulebook.clause AS c ON v.version_id = c.version_id
  WHERE v.calendar = 'working_day'
  UNION
  SELECT c.clause_id
  FROM other.rulebook.variant AS v
  INNER JOIN other.rulebook.clause AS c ON v.version_id = c.version_id
  WHERE v.calendar = 'working_day'
),

other_day AS (
  SELECT a.day
  FROM one.rulebook.calendar_day AS a
  INNER JOIN other.rulebook.calendar_day AS b ON a.day = b.day
  WHERE
    a.is_working_day != b.is_working_day
    OR a.is_announced != b.is_announced
    OR a.office_open != b.office_open
    OR a.office_close != b.office_close
),

spanned AS (
  SELECT
    o.*,
    coalesce(o.decision_one, '') != coalesce(o.decision_other, '') AS is_decision,
    -- What the one audit said where it looks from the earlier instant, else the other.
    if(r.is_one_earlier, o.is_in_one, o.is_in_other) AS is_in_earlier,
    if(r.is_one_earlier, o.verdict_one, o.verdict_other) AS verdict_earlier,
    if(r.is_one_earlier, o.is_in_other, o.is_in_one) AS is_in_later,
    if(r.is_one_earlier, o.started_other, o.started_one) AS started_later,
    if(r.is_one_earlier, o.stopped_other, o.stopped_one) AS stopped_later,
    cast(least(o.started_one, o.started_other, o.due_one, o.due_other) AS DATE) AS span_from,
    cast(greatest(o.started_one, o.started_other, o.due_one, o.due_other) AS DATE) AS span_until,
    r.earlier_at,
    r.is_other_instant,
    r.has_other_files,
    r.has_other_items,
    r.has_other_readings,
    r.has_other_routing,
    w.clause_id IS NOT NULL AS is_in_working_days,
    e.record_id IS NOT NULL AS is_other_record
  FROM diff_observation AS o
  CROSS JOIN diff_run AS r
  LEFT JOIN counted_in_working_days AS w ON o.clause_id = w.clause_id
  LEFT JOIN diff_evidence AS e ON o.record_table = e.record_table AND o.record_id = e.record_id
),

told AS (
  SELECT
    *,
    CASE
      WHEN is_in_one AND is_in_other THEN print_one != print_other
      WHEN is_in_one THEN print_one NOT IN (SELECT print FROM diff_print_other)
      ELSE print_other NOT IN (SELECT print FROM diff_print_one)
    END
    OR (has_other_items AND record_table = 'water_quality_samples')
    OR (has_other_readings AND record_table IN ('pressure_readings', 'supply_days'))
    OR (
      has_other_routing AND is_in_one AND is_in_other
      AND coalesce(department_one, '') != coalesce(department_other, '')
    ) AS is_rule,
    is_in_working_days
    AND is_in_one
    AND is_in_other
    AND EXISTS (
      SELECT 1 FROM other_day AS d
      WHERE d.day BETWEEN spanned.span_from AND spanned.span_until
    ) AS is_calendar,
    is_other_instant AND CASE
      WHEN NOT is_in_earlier THEN coalesce(started_later > earlier_at, FALSE)
      WHEN verdict_earlier = 'pending' THEN TRUE
      WHEN NOT is_in_later THEN FALSE
      ELSE coalesce(stopped_later > earlier_at, TRUE)
    END AS may_be_time
  FROM spanned
)

SELECT
  clause_id,
  record_table,
  record_id,
  clause_id || '/' || record_id AS observation_id,
  period_from,
  department_one,
  department_other,
  verdict_one,
  verdict_other,
  reason_one,
  reason_other,
  due_one,
  due_other,
  late_by_min_one,
  late_by_min_other,
  limit_one,
  limit_other,
  decision_one,
  decision_other,
  CASE
    WHEN is_decision THEN 'decision'
    WHEN is_rule THEN 'rule'
    WHEN is_calendar THEN 'calendar'
    WHEN is_other_record THEN 'evidence'
    WHEN has_other_files AND NOT may_be_time THEN 'evidence'
    WHEN is_other_instant THEN 'time'
    ELSE 'software'
  END AS cause
FROM told
