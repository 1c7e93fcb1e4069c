-- Question: for how many hours of each day was the whole area supplied with water?
-- Grain:    one local day that is over, from the first day that any outage, ticket or pressure reading is of.
-- Inputs:   known.outages, known.tickets, known.pressure_readings, rulebook.profile, fact.setting.
-- Stops that overlap count once; lower pressure is no stop. Hours are whole ten-thousandths, rounded so that
-- the shortest stop still shows. A day is excused where the profile says so and each of its stops was
-- announced before it began; the evidence is one of them.
WITH stop AS (
  SELECT
    o.outage_id,
    o.started_at,
    coalesce(o.ended_at, s.as_of) AS ended_at,
    coalesce(o.notice_at <= o.started_at, FALSE) AS is_announced,
    o.source_file_id,
    o.source_row
  FROM known.outages AS o
  CROSS JOIN fact.setting AS s
  WHERE
    coalesce(o.utility, 'water') = 'water'
    AND NOT coalesce(o.pressure_only, FALSE)
    AND o.started_at < coalesce(o.ended_at, s.as_of)
),

-- Stops that touch or overlap are one break of supply.
numbered AS (
  SELECT
    started_at,
    ended_at,
    count(*) FILTER (is_new) OVER (ORDER BY started_at, ended_at ROWS UNBOUNDED PRECEDING) AS break_no
  FROM (
    SELECT
      started_at,
      ended_at,
      started_at > max(ended_at) OVER (
        ORDER BY started_at, ended_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ) AS is_new
    FROM stop
  )
),

supply_break AS (
  SELECT min(started_at) AS started_at, max(ended_at) AS ended_at
  FROM numbered
  GROUP BY break_no
),

first_day AS (
  SELECT cast(min(first_at) AS DATE) AS day
  FROM (
    SELECT min(least(applied_at, approved_at, notice_at, started_at)) AS first_at FROM known.outages
    UNION ALL
    SELECT min(received_at) FROM known.tickets
    UNION ALL
    SELECT min(read_at) FROM known.pressure_readings
  )
),

day_over AS (
  SELECT
    cast(listed.day AS DATE) AS day,
    cast(cast(listed.day AS DATE) AS TIMESTAMPTZ) AS starts_at,
    cast(cast(listed.day AS DATE) + 1 AS TIMESTAMPTZ) AS ends_at
  FROM (
    SELECT unnest(generate_series(f.day, cast(s.as_of AS DATE) - 1, INTERVAL 1 DAY)) AS day
    FROM first_day AS f
    CROSS JOIN fact.setting AS s
    WHERE f.day IS NOT NULL
  ) AS listed
),

stopped AS (
  SELECT
    d.day,
    sum(epoch_us(least(b.ended_at, d.ends_at)) - epoch_us(greatest(b.started_at, d.starts_at))) AS us
  FROM day_over AS d
  INNER JOIN supply_break AS b ON d.ends_at > b.started_at AND d.starts_at < b.ended_at
  GROUP BY d.day
),

stops_of_day AS (
  SELECT
    d.day,
    bool_or(o.is_announced) AS has_announced,
    bool_and(o.is_announced) AS are_all_announced,
    arg_min(o, o.outage_id) AS first_stop
  FROM day_over AS d
  INNER JOIN stop AS o ON d.ends_at > o.started_at AND d.starts_at < o.ended_at
  GROUP BY d.day
),

-- A day without a stop is shown by the list of stops as a whole: its first row stands for it.
any_stop AS (
  SELECT source_file_id, source_row
  FROM known.outages
  ORDER BY outage_id
  LIMIT 1
),

hours AS (
  SELECT
    d.day,
    d.starts_at,
    d.ends_at,
    epoch_us(d.ends_at) - epoch_us(d.starts_at) AS day_us,
    cast(coalesce(s.us, 0) AS BIGINT) AS stopped_us
  FROM day_over AS d
  LEFT JOIN stopped AS s ON d.day = s.day
)

SELECT
  h.day,
  strftime(h.day, '%Y-%m-%d') AS record_id,
  cast(NULL AS VARCHAR) AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  h.starts_at AS record_at,
  h.ends_at AS record_settled_at,
  if(o.are_all_announced AND p.outage_excuse, 'announced_outage', NULL) AS record_excuse,
  if(o.are_all_announced AND p.outage_excuse, o.first_stop.outage_id, NULL) AS record_excuse_evidence,
  coalesce(o.first_stop.source_file_id, a.source_file_id) AS source_file_id,
  coalesce(o.first_stop.source_row, a.source_row) AS source_row,
  cast(((h.day_us - h.stopped_us) // 360000) * 0.0001 AS DECIMAL(18, 4)) AS "supply_days.supply_h",
  cast((h.day_us // 360000 - (h.day_us - h.stopped_us) // 360000) * 0.0001 AS DECIMAL(18, 4))
    AS "supply_days.stopped_h",
  coalesce(o.has_announced, FALSE) AS "supply_days.has_announced_stop"
FROM hours AS h
CROSS JOIN rulebook.profile AS p
LEFT JOIN stops_of_day AS o ON h.day = o.day
LEFT JOIN any_stop AS a ON TRUE
