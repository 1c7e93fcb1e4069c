-- Question: how long did each heating season run, and by whose order?
-- Grain:    one season.
-- Inputs:   known.heating_seasons, known.room_temperatures, fact.setting.
-- Months: the whole months from the first day of heating to the day after the last one, plus the days over
-- as thirtieths of a month. A month that lacks a day is never whole, so what is over counts 0.99 at most. A
-- season that still runs has no length yet. An order of the authority excuses another length.
-- Room temperatures are counted in each whole calendar month of the season that is over.
WITH month AS (
  SELECT
    s.season,
    cast(
      unnest(
        generate_series(
          date_trunc('month', s.actual_start),
          cast(least(s.actual_end, cast(p.as_of AS DATE) - 1) AS TIMESTAMP),
          INTERVAL 1 MONTH
        )
      ) AS DATE
    ) AS month_from,
    s.actual_start,
    least(s.actual_end, cast(p.as_of AS DATE) - 1) AS last_day
  FROM known.heating_seasons AS s
  CROSS JOIN fact.setting AS p
),

checked AS (
  SELECT m.season, m.month_from, count(r.measure_id) AS n
  FROM month AS m
  LEFT JOIN known.room_temperatures AS r
    ON m.month_from = cast(date_trunc('month', cast(r.measured_at AS DATE)) AS DATE)
  WHERE
    m.month_from >= m.actual_start
    AND cast(m.month_from + INTERVAL 1 MONTH AS DATE) <= m.last_day + 1
  GROUP BY m.season, m.month_from
),

fewest AS (
  SELECT season, min(n) AS n
  FROM checked
  GROUP BY season
),

measured AS (
  SELECT
    s.*,
    CASE WHEN s.actual_end >= s.actual_start THEN datesub('month', s.actual_start, s.actual_end + 1) END
      AS whole,
    fewest.n AS n_fewest
  FROM known.heating_seasons AS s
  LEFT JOIN fewest ON s.season = fewest.season
)

SELECT
  * EXCLUDE (whole, n_fewest),
  season AS record_id,
  cast(NULL AS VARCHAR) AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  cast(coalesce(actual_start, planned_start) AS TIMESTAMPTZ) AS record_at,
  cast(actual_end + 1 AS TIMESTAMPTZ) AS record_settled_at,
  CASE WHEN authority_ref IS NOT NULL THEN 'authority_order' END AS record_excuse,
  authority_ref AS record_excuse_evidence,
  cast(
    whole + least(
      round((actual_end + 1 - cast(actual_start + INTERVAL (whole) MONTH AS DATE)) / 30, 2), 0.99
    ) AS DECIMAL(8, 2)
  ) AS "heating_seasons.months",
  n_fewest AS "heating_seasons.fewest_monthly_checks"
FROM measured
