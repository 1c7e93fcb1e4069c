-- Question: did what a clause counts happen often enough, for every entity in every period?
-- Grain:    one version of a count clause on one entity (meter, route, ... or the utility) and period.
-- Inputs:   rulebook.clause, fact.tally, fact.entity, fact.day_period, fact.period, fact.scope, fact.match,
--           fact.undelivered, fact.setting.
-- Due are the periods from the first one with evidence to the one of the audit, in which a listed entity
-- was in service from the first day to the last, and any other had been seen. A period not yet over may
-- still be made good. An observation belongs to the month in which its period ends.
WITH counted AS (
  SELECT
    c.version_id,
    t.entity_id,
    d.period_from,
    cast(sum(t.n) AS BIGINT) AS n,
    max(t.source_file_id) AS source_file_id,
    max(t.source_row) AS source_row
  FROM rulebook.clause AS c
  INNER JOIN fact.scope AS p ON c.version_id = p.version_id
  INNER JOIN fact.tally AS t
    ON
      c.subject = t.record_table
      AND c.counted_for_each = t.for_each
      AND c.counted_at = t.counted_at
      AND p.class_id = t.class_id
  INNER JOIN fact.day_period AS d ON c.every = d.every AND t.counted_on = d.day
  LEFT JOIN fact.match AS m
    ON c.version_id = m.version_id AND m.part = 'counted' AND t.class_id = m.class_id
  WHERE c.kind = 'count' AND (m.n_conditions IS NULL OR m.n_met = m.n_conditions)
  GROUP BY c.version_id, t.entity_id, d.period_from
),

-- Entities that no table lists are due only where they were ever in the population.
in_scope AS (
  SELECT DISTINCT c.version_id, t.entity_id
  FROM rulebook.clause AS c
  INNER JOIN fact.scope AS p ON c.version_id = p.version_id
  INNER JOIN fact.tally AS t
    ON
      c.subject = t.record_table
      AND c.counted_for_each = t.for_each
      AND c.counted_at = t.counted_at
      AND p.class_id = t.class_id
  WHERE c.kind = 'count'
),

span AS (
  SELECT record_table, for_each, counted_at, min(counted_on) AS first_on
  FROM fact.tally
  GROUP BY record_table, for_each, counted_at
),

owed AS (
  SELECT
    c.version_id,
    c.limit_op,
    c.limit_value,
    e.entity_id,
    e.department_id,
    e.customer_id,
    q.period_from,
    q.period_until,
    q.label,
    coalesce(n.n, 0) AS n,
    coalesce(n.source_file_id, e.source_file_id) AS file_id,
    coalesce(n.source_row, e.source_row) AS file_row,
    u.version_id IS NOT NULL AS is_undelivered,
    q.period_until > cast(s.as_of AS DATE) AND c.counted_at != '' AS is_open,
    fact.month_of(least(q.period_until - 1, cast(s.as_of AS DATE))) AS month_from,
    (c.version_from IS NULL OR q.period_from >= c.version_from)
    AND (c.version_until IS NULL OR q.period_from < c.version_until) AS is_asked
  FROM rulebook.clause AS c
  INNER JOIN span
    ON
      c.subject = span.record_table
      AND c.counted_for_each = span.for_each
      AND c.counted_at = span.counted_at
  INNER JOIN fact.period AS q ON c.every = q.every AND q.period_until > span.first_on
  INNER JOIN fact.entity AS e ON c.subject = e.record_table AND c.counted_for_each = e.for_each
  CROSS JOIN fact.setting AS s
  LEFT JOIN counted AS n
    ON c.version_id = n.version_id AND e.entity_id = n.entity_id AND q.period_from = n.period_from
  LEFT JOIN fact.undelivered AS u ON c.version_id = u.version_id
  LEFT JOIN in_scope AS i ON c.version_id = i.version_id AND e.entity_id = i.entity_id
  WHERE
    c.kind = 'count'
    AND (e.is_listed OR i.entity_id IS NOT NULL)
    AND (
      e.active_from IS NULL
      OR if(e.is_listed, e.active_from <= q.period_from, e.active_from < q.period_until)
    )
    AND (e.active_until IS NULL OR e.active_until >= q.period_until)
    AND fact.answers(c.answers_from, c.answers_until, q.period_from)
    -- As they stand at the audit: only the month of the audit can tell.
    AND (c.counted_at != '' OR q.period_until > cast(s.as_of AS DATE))
),

judged AS (
  SELECT
    *,
    CASE
      WHEN NOT is_asked THEN 'not_in_force'
      WHEN is_undelivered THEN 'not_delivered'
      WHEN limit_value IS NULL THEN 'parameter_unset'
      WHEN is_open AND n < limit_value AND limit_op != '<=' THEN 'period_open'
    END AS aside,
    CASE limit_op
      WHEN '<=' THEN n <= limit_value
      WHEN '>=' THEN n >= limit_value
      ELSE n = limit_value
    END AS is_kept
  FROM owed
)

SELECT
  j.version_id,
  if(j.entity_id = '', '', j.entity_id || '|') || j.label AS record_id,
  a.department_id,
  cast(NULL AS VARCHAR) AS staff_id,
  j.customer_id,
  j.month_from AS period_from,
  cast(j.period_from AS TIMESTAMPTZ) AS started_at,
  cast(j.period_until AS TIMESTAMPTZ) - to_microseconds(1) AS due_at,
  cast(NULL AS TIMESTAMPTZ) AS stopped_at,
  cast(j.n AS DECIMAL(18, 8)) AS measured,
  j.limit_value,
  cast(NULL AS BIGINT) AS late_by_min,
  CASE
    WHEN j.aside = 'not_in_force' THEN 'not_applicable'
    WHEN j.aside = 'period_open' THEN 'pending'
    WHEN j.aside IS NOT NULL THEN 'not_assessed'
    WHEN j.is_kept THEN 'compliant'
    ELSE 'breach'
  END AS verdict,
  CASE
    WHEN j.aside IS NOT NULL THEN j.aside
    WHEN NOT j.is_kept THEN 'wrong_count'
  END AS reason,
  j.is_open AS is_provisional,
  j.file_id AS source_file_id,
  j.file_row AS source_row
FROM judged AS j
LEFT JOIN fact.answerable AS a
  ON j.version_id = a.version_id AND j.department_id IS NOT DISTINCT FROM a.own_department_id
