-- Question: was every report or publication that is owed made, and in time?
-- Grain:    one version of a reporting duty on one period (and department, where each owes its own).
-- Inputs:   rulebook.clause, fact.made, fact.period, fact.scope, fact.match, fact.undelivered,
--           known.departments, fact.setting.
-- A duty that names the period a report is about is due on a day of the same or the next period, or on its
-- last day. Any other must stand when the period ends: made at most so many days before, or ever.
WITH made AS (
  SELECT c.version_id, t.made_at, t.about, t.made_by, t.source_file_id, t.source_row
  FROM rulebook.clause AS c
  INNER JOIN fact.scope AS p ON c.version_id = p.version_id
  INNER JOIN fact.made AS t
    ON
      c.subject = t.record_table
      AND c.duty_at = t.duty_at
      AND c.duty_of IS NOT DISTINCT FROM t.duty_of
      AND c.duty_by IS NOT DISTINCT FROM t.duty_by
      AND p.class_id = t.class_id
  LEFT JOIN fact.match AS m
    ON c.version_id = m.version_id AND m.part = 'duty' AND t.class_id = m.class_id
  WHERE c.kind = 'reporting_duty' AND (m.n_conditions IS NULL OR m.n_met = m.n_conditions)
),

owed AS (
  SELECT
    c.version_id,
    c.duty_of IS NOT NULL AS is_about_period,
    c.limit_unit IS NOT NULL AS has_limit,
    c.limit_value,
    c.version_from,
    c.version_until,
    c.duty_by IS NOT NULL AS is_by_department,
    d.dept_id,
    q.period_from,
    q.period_until,
    q.label,
    s.as_of,
    u.version_id IS NOT NULL AS is_undelivered,
    if(c.duty_due_in = 'next', q.period_until, q.period_from) AS due_from,
    if(
      c.duty_due_in = 'next',
      cast(
        q.period_until + CASE c.every
          WHEN 'week' THEN INTERVAL 7 DAY
          WHEN 'month' THEN INTERVAL 1 MONTH
          WHEN 'quarter' THEN INTERVAL 3 MONTH
          ELSE INTERVAL 1 YEAR
        END AS DATE
      ),
      q.period_until
    ) AS due_until
  FROM rulebook.clause AS c
  CROSS JOIN fact.setting AS s
  INNER JOIN fact.period AS q ON c.every = q.every AND q.period_until > s.first_on
  LEFT JOIN known.departments AS d ON c.duty_by IS NOT NULL AND c.responsible_role = d.role
  LEFT JOIN fact.undelivered AS u ON c.version_id = u.version_id
  WHERE
    c.kind = 'reporting_duty'
    AND fact.answers(c.answers_from, c.answers_until, q.period_from)
    AND (c.duty_by IS NULL OR d.dept_id IS NOT NULL)
),

dated AS (
  SELECT
    *,
    -- A month without a 30th ends on its last day.
    CASE
      WHEN is_about_period AND has_limit
        THEN least(cast(due_from + cast(limit_value AS INTEGER) AS DATE), due_until)
      WHEN is_about_period THEN due_until
      ELSE period_until
    END AS due_before
  FROM owed
),

found AS (
  SELECT
    o.version_id,
    o.label,
    o.dept_id,
    min(m.made_at) AS made_at,
    max(m.made_at) AS last_at,
    max(m.source_file_id) AS source_file_id,
    max(m.source_row) AS source_row
  FROM dated AS o
  INNER JOIN made AS m
    ON
      o.version_id = m.version_id
      AND (NOT o.is_by_department OR o.dept_id = m.made_by)
      AND if(o.is_about_period, o.label = m.about, m.made_at < cast(o.period_until AS TIMESTAMPTZ))
  GROUP BY o.version_id, o.label, o.dept_id
),

judged AS (
  SELECT
    o.*,
    if(o.is_about_period, f.made_at, f.last_at) AS made_at,
    f.source_file_id,
    f.source_row,
    cast(o.due_before AS TIMESTAMPTZ) - to_microseconds(1) AS due_at,
    (o.version_from IS NULL OR o.period_from >= o.version_from)
    AND (o.version_until IS NULL OR o.period_from < o.version_until) AS is_asked,
    CASE
      WHEN o.is_about_period THEN f.made_at < cast(o.due_before AS TIMESTAMPTZ)
      WHEN o.has_limit
        THEN
          cast(f.last_at AS DATE)
          >= least(o.period_until - 1, cast(o.as_of AS DATE)) - cast(o.limit_value AS INTEGER)
      ELSE f.last_at IS NOT NULL
    END AS is_kept
  FROM dated AS o
  LEFT JOIN found AS f
    ON
      o.version_id = f.version_id
      AND o.label = f.label
      AND o.dept_id IS NOT DISTINCT FROM f.dept_id
),

answered AS (
  SELECT
    *,
    CASE
      WHEN NOT is_asked THEN 'not_in_force'
      WHEN is_undelivered THEN 'not_delivered'
      WHEN has_limit AND limit_value IS NULL THEN 'parameter_unset'
      WHEN coalesce(is_kept, FALSE) THEN NULL
      WHEN is_about_period AND made_at IS NOT NULL THEN 'late'
      WHEN due_at > as_of THEN 'not_yet_due'
      WHEN is_about_period OR made_at IS NULL THEN 'not_done'
      ELSE 'out_of_date'
    END AS fault
  FROM judged
)

SELECT
  j.version_id,
  coalesce(j.dept_id || '|', '') || j.label AS record_id,
  a.department_id,
  cast(NULL AS VARCHAR) AS staff_id,
  cast(NULL AS VARCHAR) AS customer_id,
  fact.month_of(least(j.due_before - 1, cast(j.as_of AS DATE))) AS period_from,
  cast(j.period_from AS TIMESTAMPTZ) AS started_at,
  j.due_at,
  j.made_at AS stopped_at,
  cast(NULL AS DECIMAL(18, 8)) AS measured,
  j.limit_value,
  CASE
    WHEN j.fault = 'late' OR (j.fault = 'not_done' AND j.is_about_period)
      THEN
        greatest(
          cast(
            ceil((date_diff('microsecond', j.due_at, coalesce(j.made_at, j.as_of)) - 1) / 60000000.0)
            AS BIGINT
          ),
          1
        )
  END AS late_by_min,
  CASE
    WHEN j.fault IS NULL THEN 'compliant'
    WHEN j.fault = 'not_in_force' THEN 'not_applicable'
    WHEN j.fault IN ('not_delivered', 'parameter_unset') THEN 'not_assessed'
    WHEN j.fault = 'not_yet_due' THEN 'pending'
    ELSE 'breach'
  END AS verdict,
  j.fault AS reason,
  j.due_at > j.as_of AS is_provisional,
  j.source_file_id,
  j.source_row
FROM answered AS j
LEFT JOIN fact.answerable AS a
  ON j.version_id = a.version_id AND j.dept_id IS NOT DISTINCT FROM a.own_department_id
