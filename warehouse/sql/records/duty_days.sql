-- Question: how many hours of each day was each post manned?
-- Grain:    one post of a department and local day that is over, from the first day with a shift.
-- Inputs:   known.attendance, known.staff, known.departments, known.heating_seasons, fact.setting.
-- Hours in which several were there count once. An absence nobody stood in for leaves the post empty only
-- as long as the person was there alone, and counts in the first hours of the shift that it can. A shift
-- whose end nobody recorded lasts until its planned end at most.
WITH shift AS (
  SELECT
    a.shift_id,
    a.post,
    p.dept_id,
    coalesce(p.dept_id || '|', '') || a.post AS duty,
    cast(coalesce(a.planned_start, a.actual_start) AS DATE) AS begins_on,
    a.actual_start AS from_at,
    least(coalesce(a.actual_end, a.planned_end, s.as_of), s.as_of) AS until_at,
    if(a.cover_staff_id IS NULL, coalesce(a.away_min, 0), 0) * 60000000 AS away_us,
    a.source_file_id,
    a.source_row
  FROM known.attendance AS a
  CROSS JOIN fact.setting AS s
  LEFT JOIN known.staff AS p ON a.staff_id = p.staff_id
),

duty AS (
  SELECT
    duty,
    post,
    dept_id,
    min(begins_on) AS first_day,
    max({ 'file': source_file_id, 'row': source_row }) AS source
  FROM shift
  WHERE begins_on IS NOT NULL
  GROUP BY duty, post, dept_id
),

listed AS (
  SELECT
    d.*,
    cast(
      unnest(generate_series(d.first_day, cast(s.as_of AS DATE) - 1, INTERVAL 1 DAY)) AS DATE
    ) AS day
  FROM duty AS d
  CROSS JOIN fact.setting AS s
),

days AS (
  SELECT
    *,
    cast(day AS TIMESTAMPTZ) AS begins_at,
    cast(day + 1 AS TIMESTAMPTZ) AS ends_at
  FROM listed
),

-- The part of a shift that falls on one day.
piece AS (
  SELECT
    d.duty,
    d.day,
    h.shift_id,
    greatest(h.from_at, d.begins_at) AS from_at,
    least(h.until_at, d.ends_at) AS until_at
  FROM days AS d
  INNER JOIN shift AS h
    ON d.duty = h.duty AND d.ends_at > h.from_at AND d.begins_at < h.until_at
  WHERE h.from_at < h.until_at
),

-- Between two neighbouring edges nobody comes or goes.
edge AS (
  SELECT
    duty,
    day,
    from_at AS edge_at
  FROM piece
  UNION
  SELECT
    duty,
    day,
    until_at
  FROM piece
),

gap AS (
  SELECT
    duty,
    day,
    edge_at AS from_at,
    lead(edge_at) OVER (PARTITION BY duty, day ORDER BY edge_at) AS until_at
  FROM edge
),

stretch AS (
  SELECT
    g.duty,
    g.day,
    epoch_us(g.until_at) - epoch_us(g.from_at) AS length_us,
    count(*) AS n_present,
    min(p.shift_id) AS shift_id
  FROM gap AS g
  INNER JOIN piece AS p
    ON
      g.duty = p.duty
      AND g.day = p.day
      AND g.from_at >= p.from_at
      AND g.until_at <= p.until_at
  GROUP BY g.duty, g.day, g.from_at, g.until_at
),

manned AS (
  SELECT
    duty,
    day,
    cast(sum(length_us) AS BIGINT) AS manned_us
  FROM stretch
  GROUP BY duty, day
),

alone AS (
  SELECT
    duty,
    day,
    shift_id,
    cast(sum(length_us) AS BIGINT) AS alone_us
  FROM stretch
  WHERE n_present = 1
  GROUP BY duty, day, shift_id
),

alone_before AS (
  SELECT
    *,
    coalesce(
      sum(alone_us) OVER (
        PARTITION BY shift_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ),
      0
    ) AS before_us
  FROM alone
),

empty AS (
  SELECT
    o.duty,
    o.day,
    cast(sum(least(o.alone_us, greatest(h.away_us - o.before_us, 0))) AS BIGINT) AS away_us
  FROM alone_before AS o
  INNER JOIN shift AS h ON o.shift_id = h.shift_id
  GROUP BY o.duty, o.day
),

heated AS (
  SELECT DISTINCT d.day
  FROM days AS d
  INNER JOIN known.heating_seasons AS w
    ON d.day >= w.actual_start AND (w.actual_end IS NULL OR d.day <= w.actual_end)
),

measured AS (
  SELECT
    d.*,
    cast((epoch_us(d.ends_at) - epoch_us(d.begins_at)) / 3600000000 AS DECIMAL(18, 4)) AS day_h,
    cast((coalesce(m.manned_us, 0) - coalesce(e.away_us, 0)) / 3600000000 AS DECIMAL(18, 4))
      AS covered_h
  FROM days AS d
  LEFT JOIN manned AS m ON d.duty = m.duty AND d.day = m.day
  LEFT JOIN empty AS e ON d.duty = e.duty AND d.day = e.day
)

SELECT
  d.post,
  d.day,
  d.source['file'] AS source_file_id,
  d.source['row'] AS source_row,
  d.duty || '|' || d.day AS record_id,
  d.dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  d.begins_at AS record_at,
  d.ends_at AS record_settled_at,
  r.role AS "departments.role",
  d.post AS "duty_days.post",
  d.day_h AS "duty_days.day_h",
  d.covered_h AS "duty_days.covered_h",
  d.covered_h > 0 AS "duty_days.is_manned",
  cast(d.day_h - d.covered_h AS DECIMAL(18, 4)) AS "duty_days.uncovered_h",
  h.day IS NOT NULL AS "duty_days.is_in_season"
FROM measured AS d
LEFT JOIN known.departments AS r ON d.dept_id = r.dept_id
LEFT JOIN heated AS h ON d.day = h.day
