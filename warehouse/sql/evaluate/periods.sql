-- Question: into which periods do days fall, and when does each period begin and end?
-- Grain:    one kind of period (every) and local day.
-- Inputs:   fact.tally, fact.made, known.heating_seasons, fact.setting.
-- Weeks begin on Monday (ISO 8601). A day outside every heating season belongs to no season; a season that
-- has not ended lasts until the audit.
CREATE OR REPLACE TABLE fact.day_period AS
WITH span AS (
  SELECT
    least(
      (SELECT min(counted_on) FROM fact.tally), s.first_on, cast(s.as_of AS DATE)
    ) AS first_on,
    cast(s.as_of AS DATE) AS last_on
  FROM fact.setting AS s
),

dated AS (
  SELECT
    cast(
      unnest(
        generate_series(
          date_trunc('year', span.first_on),
          date_trunc('year', span.last_on) + INTERVAL 1 YEAR,
          INTERVAL 1 DAY
        )
      ) AS DATE
    ) AS day
  FROM span
),

cut AS (
  SELECT
    day,
    unnest(['day', 'week', 'month', 'quarter', 'year']) AS every,
    unnest([
      day,
      cast(date_trunc('week', day) AS DATE),
      cast(date_trunc('month', day) AS DATE),
      cast(date_trunc('quarter', day) AS DATE),
      cast(date_trunc('year', day) AS DATE)
    ]) AS period_from
  FROM dated
)

SELECT
  day,
  every,
  period_from,
  cast(
    period_from + CASE every
      WHEN 'day' THEN INTERVAL 1 DAY
      WHEN 'week' THEN INTERVAL 7 DAY
      WHEN 'month' THEN INTERVAL 1 MONTH
      WHEN 'quarter' THEN INTERVAL 3 MONTH
      ELSE INTERVAL 1 YEAR
    END AS DATE
  ) AS period_until,
  CASE every
    WHEN 'day' THEN strftime(period_from, '%Y-%m-%d')
    WHEN 'week' THEN strftime(period_from, '%G-W%V')
    WHEN 'month' THEN strftime(period_from, '%Y-%m')
    WHEN 'quarter' THEN year(period_from) || '-Q' || quarter(period_from)
    ELSE strftime(period_from, '%Y')
  END AS label
FROM cut
UNION ALL
SELECT
  d.day,
  'season' AS every,
  min(h.actual_start) AS period_from,
  cast(coalesce(min(h.actual_end), cast(min(s.as_of) AS DATE)) + 1 AS DATE) AS period_until,
  min(h.season) AS label
FROM dated AS d
CROSS JOIN fact.setting AS s
INNER JOIN known.heating_seasons AS h
  ON d.day >= h.actual_start AND d.day <= coalesce(h.actual_end, cast(s.as_of AS DATE))
GROUP BY d.day;

CREATE OR REPLACE TABLE fact.period AS
SELECT DISTINCT p.every, p.period_from, p.period_until, p.label
FROM fact.day_period AS p
CROSS JOIN fact.setting AS s
WHERE p.period_from <= cast(s.as_of AS DATE)
