-- Question: which share of each month was each point at or below a pressure?
-- Grain:    one point, department, month and share, in steps of 5 percent and finer at both ends, because a
--           pressure too low is a matter of few hours.
-- Inputs:   audit.verdict, rulebook.clause, evidence.pressure_readings.
WITH curve AS (
  SELECT
    v.period_from,
    r.point_id,
    v.department_id,
    quantile_cont(
      v.measured,
      [
        0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45,
        0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99, 1.0
      ]
    ) AS pressures
  FROM evidence.pressure_readings AS r
  INNER JOIN audit.verdict AS v ON r.reading_id = v.record_id
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  WHERE
    c.subject = 'pressure_readings'
    AND c.kind = 'value_limit'
    AND c.is_governing
    AND v.verdict IN ('compliant', 'breach')
    AND v.measured IS NOT NULL
  GROUP BY v.period_from, r.point_id, v.department_id
)

SELECT
  period_from,
  point_id,
  department_id,
  cast(
    unnest(
      [
        0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0,
        55.0, 60.0, 65.0, 70.0, 75.0, 80.0, 85.0, 90.0, 95.0, 98.0, 99.0, 100.0
      ]
    ) AS DECIMAL(4, 1)
  ) AS share,
  cast(unnest(pressures) AS DECIMAL(18, 4)) AS pressure_mpa
FROM curve
ORDER BY period_from, point_id, department_id, share
