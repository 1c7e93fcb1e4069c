-- Question: how many readings should there be, where points have a planned interval?
-- Grain:    one clause version, answering department and month.
-- Inputs:   rulebook.clause, rulebook.condition, known.pressure_points, record.pressure_points,
--           fact.match, fact.class, fact.quantity, fact.setting.
-- Counted are the whole months of the evidence, the month of the audit up to its instant.
CREATE OR REPLACE TABLE fact.expected AS
WITH span AS (
  SELECT cast(date_trunc('month', cast(min(read_at) AS DATE)) AS DATE) AS first_month
  FROM known.pressure_readings
),

month AS (
  SELECT
    cast(unnest(generate_series(span.first_month, cast(s.as_of AS DATE), INTERVAL 1 MONTH)) AS DATE)
      AS period_from
  FROM span
  CROSS JOIN fact.setting AS s
),

in_service AS (
  SELECT
    p.record_id,
    p.record_department_id,
    p.class_id,
    m.period_from,
    date_diff(
      'minute',
      greatest(cast(m.period_from AS TIMESTAMPTZ), cast(p.active_from AS TIMESTAMPTZ)),
      least(
        cast(cast(m.period_from + INTERVAL 1 MONTH AS DATE) AS TIMESTAMPTZ),
        cast(p.active_until AS TIMESTAMPTZ),
        s.as_of
      )
    ) // p.interval_min AS n_expected
  FROM fact.point AS p
  CROSS JOIN month AS m
  CROSS JOIN fact.setting AS s
  WHERE p.interval_min > 0
)

SELECT
  c.version_id,
  a.department_id,
  i.period_from,
  cast(sum(i.n_expected) AS BIGINT) AS n_expected
FROM rulebook.clause AS c
INNER JOIN in_service AS i ON i.n_expected > 0
LEFT JOIN fact.match AS m
  ON c.version_id = m.version_id AND m.part = 'series' AND i.class_id = m.class_id
LEFT JOIN fact.answerable AS a
  ON c.version_id = a.version_id AND i.record_department_id IS NOT DISTINCT FROM a.own_department_id
WHERE
  c.subject = 'pressure_readings'
  AND (
    m.n_met = m.n_conditions
    OR (
      m.n_conditions IS NULL
      AND c.version_id NOT IN (SELECT version_id FROM rulebook.condition WHERE part = 'population')
    )
  )
GROUP BY ALL
