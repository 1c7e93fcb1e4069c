-- Question: how did each measuring point do on each day, under each rate of pressure readings?
-- Grain:    one rate clause, point and local day with at least one judged reading.
-- Inputs:   audit.verdict, rulebook.clause, record.pressure_readings.
-- Readings of one point on one day resemble each other, so the day is the unit of what is independent. The
-- longest run is that of readings in breach one after the other.
CREATE OR REPLACE TABLE fact.point_day AS
WITH judged AS (
  SELECT
    r.clause_id,
    v.department_id,
    v.period_from,
    p.point_id,
    cast(p.read_at AS DATE) AS day,
    p.read_at,
    v.verdict = 'compliant' AS is_kept
  FROM audit.verdict AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  INNER JOIN rulebook.clause AS r
    ON
      c.clause_id = r.rate_clause_id
      AND fact.answers(r.answers_from, r.answers_until, v.period_from)
  INNER JOIN record.pressure_readings AS p ON v.record_id = p.record_id
  WHERE
    r.rate_family = 'pressure_rate'
    AND c.subject = 'pressure_readings'
    AND v.verdict IN ('compliant', 'breach')
),

run AS (
  SELECT
    *,
    count(*) FILTER (is_kept) OVER (
      PARTITION BY clause_id, point_id, day ORDER BY read_at ROWS UNBOUNDED PRECEDING
    ) AS run_no
  FROM judged
),

run_length AS (
  SELECT
    clause_id,
    department_id,
    period_from,
    point_id,
    day,
    run_no,
    count(*) AS n,
    count(*) FILTER (is_kept) AS n_kept
  FROM run
  GROUP BY ALL
)

SELECT
  clause_id,
  department_id,
  period_from,
  point_id,
  day,
  cast(sum(n) AS BIGINT) AS n,
  cast(sum(n_kept) AS BIGINT) AS n_kept,
  cast(max(n - n_kept) AS BIGINT) AS longest_run
FROM run_length
GROUP BY ALL
