-- Question: was every act that a deadline clause asks for done in time?
-- Grain:    one version of a deadline clause on one record of its population.
-- Inputs:   fact.case_record, fact.case_moment, fact.class_value, rulebook.clause, rulebook.variant,
--           rulebook.calendar_day.
-- Words:    the anchor is the moment the limit is counted from, the act what must be done. Within N:
--           anchor = trigger, act = end, due = anchor + N. At least N ahead (>=): anchor = end,
--           act = trigger, due = anchor - N. The due instant itself still counts as in time; for clocks
--           that count days it is the last microsecond of the local day. A class of records may have
--           its own limit, clock and end. Where an act has an earliest moment, one before it is a breach.
WITH limited AS (
  SELECT
    r.*,
    coalesce(v.calendar, c.calendar) AS calendar,
    c.earliest_s,
    c.is_earliest_unset,
    coalesce(c.limit_op, v.limit_op, '<=') AS limit_op,
    coalesce(c.limit_value, v.limit_value) AS limit_value,
    coalesce(c.limit_unit, v.limit_unit) AS limit_unit,
    c.variant_fact IS NOT NULL AND v.class_value IS NULL AS is_class_missing,
    coalesce(c.limit_unit, v.limit_unit) IS NULL AS is_open_ended,
    fact.is_in_force(
      r.version_from,
      r.version_until,
      if(r.is_chosen_by_record, r.record_at, coalesce(t.happened_at, r.record_at))
    ) AS is_asked,
    if(c.limit_op = '>=', e.happened_at, t.happened_at) AS anchor_at,
    if(c.limit_op = '>=', t.happened_at, e.happened_at) AS act_at
  FROM fact.case_record AS r
  INNER JOIN rulebook.clause AS c ON r.version_id = c.version_id
  LEFT JOIN fact.case_moment AS t
    ON r.version_id = t.version_id AND t.role = 'trigger' AND r.record_id = t.record_id
  LEFT JOIN fact.class_value AS k
    ON
      r.class_id = k.class_id
      AND r.record_table = k.record_table
      AND c.variant_fact = k.fact
      AND k.test = 'value'
  LEFT JOIN rulebook.variant AS v ON c.version_id = v.version_id AND k.value = v.class_value
  LEFT JOIN fact.case_moment AS e
    ON
      r.version_id = e.version_id
      AND e.role = 'end'
      AND r.record_id = e.record_id
      AND e.class_value IS NOT DISTINCT FROM if(v.has_own_end, v.class_value, NULL)
  WHERE
    r.kind = 'deadline'
    AND fact.answers(
      r.answers_from,
      r.answers_until,
      if(r.is_chosen_by_record, r.record_at, coalesce(t.happened_at, r.record_at))
    )
),

counted AS (
  SELECT
    l.*,
    cast(
      l.limit_value
      * CASE l.limit_unit
        WHEN 's' THEN 1 WHEN 'min' THEN 60 WHEN 'days' THEN 86400 ELSE 3600
      END AS BIGINT
    )
      AS limit_s,
    cast(l.anchor_at AS DATE) AS anchor_on,
    d.n_unannounced,
    d.is_announced,
    -- Ahead: the n-th working day before the anchor. Within: a contact after office close, or on a day
    -- off, belongs to the next working day.
    if(
      l.limit_op = '>=',
      d.working_index - if(d.is_working_day, 1, 0) + 1 - cast(l.limit_value AS BIGINT),
      d.working_index
      + if(
        d.is_working_day AND cast(cast(l.anchor_at AS TIMESTAMP) AS TIME) <= d.office_close, 0, 1
      )
      + cast(l.limit_value AS BIGINT)
    ) AS due_index
  FROM limited AS l
  LEFT JOIN rulebook.calendar_day AS d ON cast(l.anchor_at AS DATE) = d.day
),

due AS (
  SELECT
    c.*,
    CASE if(c.is_class_missing OR c.limit_value IS NULL, '', c.calendar)
      WHEN 'wall_clock' THEN c.anchor_at + to_seconds(if(c.limit_op = '>=', -c.limit_s, c.limit_s))
      WHEN 'calendar_day'
        THEN
          cast(
            c.anchor_on + if(c.limit_op = '>=', -1, 1) * cast(c.limit_value AS INTEGER) + 1
            AS TIMESTAMPTZ
          )
          - to_microseconds(1)
      WHEN 'same_day' THEN cast(c.anchor_on + 1 AS TIMESTAMPTZ) - to_microseconds(1)
      WHEN 'overnight'
        THEN cast(cast(c.anchor_on + 1 AS TIMESTAMP) + to_seconds(c.limit_s) AS TIMESTAMPTZ)
      WHEN 'working_day'
        THEN
          -- None ahead of a day off is that day itself.
          cast(if(c.limit_op = '>=' AND c.limit_value = 0, c.anchor_on, w.day) + 1 AS TIMESTAMPTZ)
          - to_microseconds(1)
    END AS due_at,
    coalesce(
      c.calendar = 'working_day'
      AND c.limit_value IS NOT NULL
      AND (w.n_unannounced != c.n_unannounced OR NOT w.is_announced OR NOT c.is_announced), FALSE
    ) AS is_provisional,
    -- Sooner than the earliest moment, yet not before the clock even began: that is an impossible order.
    coalesce(
      c.act_at >= c.anchor_at AND c.act_at < c.anchor_at + to_seconds(c.earliest_s), FALSE
    ) AS is_too_early
  FROM counted AS c
  LEFT JOIN rulebook.calendar_day AS w
    ON
      c.calendar = 'working_day'
      AND w.is_working_day
      AND c.due_index = w.working_index
),

judged AS (
  SELECT
    *,
    CASE
      WHEN exempt IS NOT NULL THEN aside_verdict
      WHEN NOT is_asked THEN 'not_applicable'
      WHEN is_undelivered THEN aside_verdict
      WHEN is_too_early AND excuse_code IS NULL THEN 'breach'
      WHEN is_class_missing OR (limit_value IS NULL AND NOT is_open_ended) THEN 'not_assessed'
      WHEN is_earliest_unset THEN 'not_assessed'
      WHEN anchor_at IS NULL THEN if(settled_at <= as_of, 'not_assessed', 'pending')
      WHEN excuse_code IS NOT NULL THEN 'excused'
      WHEN act_at < anchor_at AND early = 'impossible' AND limit_op != '>=' THEN 'not_assessed'
      WHEN act_at <= due_at OR (is_open_ended AND act_at IS NOT NULL) THEN 'compliant'
      WHEN act_at > due_at OR as_of > due_at THEN 'breach'
      ELSE 'pending'
    END AS verdict,
    CASE
      WHEN exempt IS NOT NULL THEN aside_reason
      WHEN NOT is_asked THEN 'not_in_force'
      WHEN is_undelivered THEN aside_reason
      WHEN is_too_early AND excuse_code IS NULL THEN 'too_early'
      WHEN is_class_missing THEN 'class_missing'
      WHEN is_earliest_unset OR (limit_value IS NULL AND NOT is_open_ended) THEN 'parameter_unset'
      WHEN anchor_at IS NULL THEN if(settled_at <= as_of, 'fact_missing', 'not_started')
      WHEN excuse_code IS NOT NULL THEN excuse_code
      WHEN act_at < anchor_at AND early = 'impossible' AND limit_op != '>='
        THEN 'impossible_order'
      WHEN act_at <= due_at OR (is_open_ended AND act_at IS NOT NULL) THEN NULL
      WHEN act_at > due_at THEN 'late'
      WHEN as_of > due_at THEN 'not_done'
      ELSE 'not_yet_due'
    END AS reason
  FROM due
)

SELECT
  j.version_id,
  j.record_id,
  j.department_id,
  j.routed_department_id,
  j.staff_id,
  j.customer_id,
  fact.month_of(coalesce(j.anchor_at, j.record_at)) AS period_from,
  j.anchor_at AS started_at,
  j.due_at,
  j.act_at AS stopped_at,
  CASE
    WHEN j.calendar = 'wall_clock' AND j.act_at IS NOT NULL
      THEN
        cast(
          abs(date_diff('microsecond', j.anchor_at, j.act_at))
          / (
            CASE j.limit_unit
              WHEN 's' THEN 1 WHEN 'min' THEN 60 WHEN 'days' THEN 86400 ELSE 3600
            END
            * 1000000.0
          )
          AS DECIMAL(18, 8)
        )
    WHEN j.calendar != 'wall_clock' AND j.act_at IS NOT NULL
      THEN cast(date_diff('day', j.anchor_on, cast(j.act_at AS DATE)) AS DECIMAL(18, 8))
  END AS measured,
  j.limit_value,
  CASE
    WHEN j.verdict = 'breach' AND j.due_at < coalesce(j.act_at, j.as_of)
      THEN
        -- What is due at the end of a day is due at midnight, a microsecond after its last instant.
        greatest(
          cast(
            ceil(
              (
                date_diff('microsecond', j.due_at, coalesce(j.act_at, j.as_of))
                - if(date_part('microseconds', j.due_at) % 1000000 = 999999, 1, 0)
              )
              / 60000000.0
            ) AS BIGINT
          ),
          1
        )
  END AS late_by_min,
  j.verdict,
  j.reason,
  j.is_provisional,
  j.source_file_id,
  j.source_row
FROM judged AS j
