-- Question: which share of the month was each point at or below a pressure?
-- Grain:    one point and share, in steps of 5 percent.
-- Inputs:   audit.verdict, rulebook.clause, evidence.pressure_readings; $month.
WITH curve AS (
  SELECT
    r.point_id,
    quantile_cont(
      v.measured,
      [
        0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5,
        0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0
      ]
    ) AS pressures
  FROM audit.verdict AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  INNER JOIN evidence.pressure_readings AS r ON v.record_id = r.reading_id
  WHERE
    c.subject = 'pressure_readings'
    AND c.kind = 'value_limit'
    AND c.is_governing
    AND v.verdict IN ('compliant', 'breach')
    AND v.period_from = $month
    AND in_scope(v.department_id)
  GROUP BY r.point_id
)

SELECT
  point_id,
  cast(unnest(range(0, 101, 5)) AS INTEGER) AS share,
  cast(unnest(pressures) AS DECIMAL(18, 4)) AS pressure_mpa
FROM curve
ORDER BY point_id, share
