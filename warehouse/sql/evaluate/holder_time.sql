-- Question: how long did each holder have a ticket while the clock of a broken deadline ran?
-- Grain:    one stretch of one holder within the time from the start of the clock until the act was done (or
--           the audit), of one late deadline clause on one ticket.
-- Inputs:   audit.verdict, audit.holding, rulebook.clause, rulebook.variant, rulebook.calendar_day,
--           fact.record, fact.class_value, fact.setting.
-- Minutes after the due instant count as well: whoever lets a matter lie longer has a share in its lateness.
-- Minutes are of the clause's own clock: of wall time, for a clock of working days of those on the utility's
-- working days, and none while the ticket was paused. They are rounded half up to 0.0001 on each side of the
-- due instant, and everything that follows is reckoned from the rounded ones. Before its receipt a matter
-- was with the first holder, after its closing with the last. A plan that has to be ahead of something has
-- no running time.
WITH late AS (
  SELECT
    v.version_id,
    c.clause_id,
    v.record_id,
    v.period_from,
    v.started_at,
    v.due_at,
    coalesce(v.stopped_at, s.as_of) AS done_at,
    coalesce(x.calendar, c.calendar) = 'working_day' AS is_by_working_day
  FROM audit.verdict AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  CROSS JOIN fact.setting AS s
  LEFT JOIN fact.record AS r
    ON c.variant_fact IS NOT NULL AND c.subject = r.record_table AND v.record_id = r.record_id
  LEFT JOIN fact.class_value AS k
    ON
      r.class_id = k.class_id
      AND r.record_table = k.record_table
      AND c.variant_fact = k.fact
      AND k.test = 'value'
  LEFT JOIN rulebook.variant AS x ON c.version_id = x.version_id AND k.value = x.class_value
  WHERE
    v.verdict = 'breach'
    AND v.late_by_min IS NOT NULL
    AND c.kind = 'deadline'
    AND c.subject = 'tickets'
    AND coalesce(c.limit_op, '<=') = '<='
),

ends AS (
  SELECT
    ticket_id,
    min(from_at) AS received_at,
    max(until_at) AS closed_at,
    max(holding_no) AS last_no
  FROM audit.holding
  WHERE ticket_id IN (SELECT record_id FROM late)
  GROUP BY ticket_id
),

-- The life of a ticket with what lies before and after it, where no pause holds.
stretched AS (
  SELECT
    h.ticket_id,
    h.holding_no,
    h.department_id,
    h.staff_id,
    h.state,
    h.from_at,
    h.until_at
  FROM audit.holding AS h
  UNION ALL
  SELECT
    h.ticket_id,
    h.holding_no,
    h.department_id,
    h.staff_id,
    'running',
    if(h.holding_no = 1 AND p.is_before, cast('-infinity' AS TIMESTAMPTZ), e.closed_at),
    if(h.holding_no = 1 AND p.is_before, e.received_at, cast('infinity' AS TIMESTAMPTZ))
  FROM ends AS e
  INNER JOIN audit.holding AS h ON e.ticket_id = h.ticket_id
  INNER JOIN (VALUES (TRUE), (FALSE)) AS p (is_before)
    ON if(p.is_before, h.holding_no = 1, h.holding_no = e.last_no)
),

piece AS (
  SELECT
    t.version_id,
    t.clause_id,
    t.record_id,
    t.period_from,
    t.due_at,
    t.is_by_working_day,
    h.holding_no,
    h.department_id,
    h.staff_id,
    h.state,
    greatest(h.from_at, t.started_at) AS from_at,
    least(h.until_at, t.done_at) AS until_at
  FROM late AS t
  INNER JOIN stretched AS h ON t.record_id = h.ticket_id
  WHERE greatest(h.from_at, t.started_at) < least(h.until_at, t.done_at)
),

-- Each piece before and after the due instant, and the limit itself: the time there was until then.
span AS (
  SELECT
    version_id,
    record_id,
    from_at AS piece_at,
    'before' AS part,
    is_by_working_day,
    from_at AS begins_at,
    least(until_at, due_at) AS ends_at
  FROM piece
  WHERE from_at < due_at AND state = 'running'
  UNION ALL
  SELECT
    version_id,
    record_id,
    from_at AS piece_at,
    'after' AS part,
    is_by_working_day,
    greatest(from_at, due_at) AS begins_at,
    until_at AS ends_at
  FROM piece
  WHERE until_at > due_at AND state = 'running'
  UNION ALL
  SELECT
    version_id,
    record_id,
    started_at AS piece_at,
    'limit' AS part,
    is_by_working_day,
    started_at AS begins_at,
    due_at AS ends_at
  FROM late
),

counted AS (
  SELECT
    version_id,
    record_id,
    piece_at,
    part,
    date_diff('microsecond', begins_at, ends_at) AS n_us
  FROM span
  WHERE NOT is_by_working_day
  UNION ALL
  SELECT
    s.version_id,
    s.record_id,
    s.piece_at,
    s.part,
    sum(
      date_diff(
        'microsecond',
        greatest(s.begins_at, cast(d.day AS TIMESTAMPTZ)),
        least(s.ends_at, cast(d.day + 1 AS TIMESTAMPTZ))
      )
    ) AS n_us
  FROM span AS s
  INNER JOIN rulebook.calendar_day AS d
    ON d.day BETWEEN cast(s.begins_at AS DATE) AND cast(s.ends_at AS DATE) AND d.is_working_day
  WHERE s.is_by_working_day
  GROUP BY s.version_id, s.record_id, s.piece_at, s.part
),

rounded AS (
  SELECT
    version_id,
    record_id,
    piece_at,
    part,
    cast((n_us + 3000) // 6000 AS DECIMAL(14, 0)) * cast(0.0001 AS DECIMAL(4, 4)) AS minutes
  FROM counted
)

SELECT
  p.clause_id,
  p.record_id,
  p.period_from,
  p.holding_no,
  p.department_id,
  p.staff_id,
  p.from_at,
  p.until_at,
  p.state,
  p.from_at <= p.due_at AND p.until_at > p.due_at AS is_at_due,
  coalesce(b.minutes, 0) AS before_due_min,
  coalesce(a.minutes, 0) AS after_due_min,
  l.minutes AS limit_min
FROM piece AS p
LEFT JOIN rounded AS b
  ON
    p.version_id = b.version_id
    AND p.record_id = b.record_id
    AND p.from_at = b.piece_at
    AND b.part = 'before'
LEFT JOIN rounded AS a
  ON
    p.version_id = a.version_id
    AND p.record_id = a.record_id
    AND p.from_at = a.piece_at
    AND a.part = 'after'
LEFT JOIN rounded AS l
  ON p.version_id = l.version_id AND p.record_id = l.record_id AND l.part = 'limit'
