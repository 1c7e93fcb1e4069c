-- Question: what does each named definition make of the pressure readings of a month?
-- Grain:    one rate clause under one definition, for a department (null = whole utility) and month.
-- Inputs:   fact.point_day, rulebook.definition.
WITH scoped AS (
  SELECT * REPLACE (cast(NULL AS VARCHAR) AS department_id)
  FROM fact.point_day
  UNION ALL
  SELECT *
  FROM fact.point_day
  WHERE department_id IS NOT NULL
),

by_point AS (
  SELECT
    clause_id,
    department_id,
    period_from,
    point_id,
    sum(n_kept) AS n_kept,
    sum(n) AS n,
    count(*) AS n_days
  FROM scoped
  GROUP BY ALL
),

rated AS (
  SELECT
    d.definition_id,
    p.clause_id,
    p.department_id,
    p.period_from,
    cast(sum(p.n_kept) AS BIGINT) AS numerator,
    cast(sum(p.n) AS BIGINT) AS denominator,
    if(
      d.method = 'pooled',
      sum(p.n_kept) / sum(p.n),
      sum((2 * p.n_kept * 1000000000000 + p.n) // (2 * p.n)) / count(*) / 1e12
    ) AS rate
  FROM by_point AS p
  INNER JOIN rulebook.definition AS d
    ON d.family = 'pressure_rate' AND d.method IN ('pooled', 'mean_of_points')
  GROUP BY d.definition_id, d.method, p.clause_id, p.department_id, p.period_from
  UNION ALL
  SELECT
    d.definition_id,
    s.clause_id,
    s.department_id,
    s.period_from,
    count(*) FILTER (s.longest_run < d.run) AS numerator,
    count(*) AS denominator,
    count(*) FILTER (s.longest_run < d.run) / count(*) AS rate
  FROM scoped AS s
  INNER JOIN rulebook.definition AS d
    ON d.family = 'pressure_rate' AND d.method IN ('point_days', 'consecutive')
  GROUP BY d.definition_id, s.clause_id, s.department_id, s.period_from
)

SELECT
  r.clause_id,
  r.definition_id,
  r.department_id,
  r.period_from,
  d.is_governing,
  r.numerator,
  r.denominator,
  cast(round(r.rate, 8) AS DECIMAL(18, 8)) AS rate,
  cast(NULL AS VARCHAR) AS reason
FROM rated AS r
INNER JOIN rulebook.definition AS d ON r.definition_id = d.definition_id
