-- Question: how did every point of pressure and of sampling come out in a month, and where does it lie?
-- Grain:    one point, by district, kind and id.
-- Inputs:   evidence.pressure_points, prepared.pressure_point, prepared.pressure_day, prepared.water_point,
--           evidence.sampling_points, evidence.departments, rulebook.profile, meta.run; $month.
-- A point is in the list because it is registered or because something was measured there: one without data
-- stays and says so. State is the worst of the month; below the profile's gate of completeness it is never
-- compliant. A point lies in the district it names, else in that of its department. Samples belong to no
-- department unless the point names one: who sees the whole sees them.
-- A file published before points had coordinates lacks the columns, which are empty then.
WITH bounds AS (
  SELECT
    timezone(zone, cast($month AS TIMESTAMP)) AS since,
    timezone(zone, cast($month AS TIMESTAMP) + INTERVAL 1 MONTH) AS until
  FROM meta.run
),

no_place AS (
  SELECT
    cast(NULL AS VARCHAR) AS point_id,
    cast(NULL AS DECIMAL(18, 7)) AS longitude,
    cast(NULL AS DECIMAL(18, 7)) AS latitude
  WHERE FALSE
),

pressure_point AS (
  SELECT * FROM evidence.pressure_points
  UNION ALL BY NAME
  SELECT * FROM no_place
),

sampling_point AS (
  SELECT * FROM evidence.sampling_points
  UNION ALL BY NAME
  SELECT * FROM no_place
),

judged AS (
  SELECT
    point_id,
    max(clause_id) AS clause_id,
    max(department_id) AS department_id,
    cast(sum(numerator) AS BIGINT) AS numerator,
    cast(sum(denominator) AS BIGINT) AS denominator,
    cast(sum(n_excused) AS BIGINT) AS n_excused,
    cast(sum(n_not_assessed) AS BIGINT) AS n_not_assessed,
    cast(sum(n_usable) AS BIGINT) AS n_usable,
    cast(sum(n_expected) AS BIGINT) AS n_due
  FROM prepared.pressure_point
  WHERE period_from = $month
  GROUP BY point_id
),

reading AS (
  SELECT point_id, cast(sum(n_all) AS BIGINT) AS n_all
  FROM prepared.pressure_day
  WHERE on_day >= $month AND on_day < cast($month AS DATE) + INTERVAL 1 MONTH
  GROUP BY point_id
),

pressure AS (
  SELECT
    'pressure' AS kind,
    coalesce(p.point_id, n.point_id) AS point_id,
    p.name,
    p.point_type,
    p.district,
    p.longitude,
    p.latitude,
    coalesce(j.department_id, p.dept_id) AS department_id,
    j.clause_id,
    coalesce(j.numerator, 0) AS numerator,
    coalesce(j.denominator, 0) AS denominator,
    coalesce(j.n_excused, 0) AS n_excused,
    coalesce(j.n_not_assessed, 0) AS n_not_assessed,
    coalesce(j.n_usable, 0) AS n_usable,
    coalesce(j.n_due, 0) AS n_due,
    coalesce(n.n_all, 0) AS n_all
  FROM pressure_point AS p
  FULL JOIN reading AS n ON p.point_id = n.point_id
  LEFT JOIN judged AS j ON coalesce(p.point_id, n.point_id) = j.point_id
  CROSS JOIN bounds AS b
  WHERE
    n.n_all IS NOT NULL
    OR (
      (p.active_from IS NULL OR p.active_from < b.until)
      AND (p.active_until IS NULL OR p.active_until > b.since)
    )
),

sampled AS (
  SELECT
    point_id,
    any_value(point_type) AS point_type,
    cast(sum(numerator) AS BIGINT) AS numerator,
    cast(sum(denominator) AS BIGINT) AS denominator,
    cast(sum(n_undecided - n_no_limit) AS BIGINT) AS n_not_assessed,
    cast(sum(denominator + n_undecided) AS BIGINT) AS n_all
  FROM prepared.water_point
  WHERE period_from = $month
  GROUP BY point_id
),

sampling AS (
  SELECT
    'sampling' AS kind,
    coalesce(p.point_id, s.point_id) AS point_id,
    p.place AS name,
    coalesce(p.point_type, s.point_type) AS point_type,
    cast(NULL AS VARCHAR) AS district,
    p.longitude,
    p.latitude,
    p.dept_id AS department_id,
    cast(NULL AS VARCHAR) AS clause_id,
    coalesce(s.numerator, 0) AS numerator,
    coalesce(s.denominator, 0) AS denominator,
    0 AS n_excused,
    coalesce(s.n_not_assessed, 0) AS n_not_assessed,
    coalesce(s.denominator, 0) AS n_usable,
    coalesce(s.denominator + s.n_not_assessed, 0) AS n_due,
    coalesce(s.n_all, 0) AS n_all
  FROM sampling_point AS p
  FULL JOIN sampled AS s ON p.point_id = s.point_id
  WHERE coalesce(p.point_type, s.point_type) IS DISTINCT FROM 'raw'
),

every AS (
  SELECT * FROM pressure
  UNION ALL
  SELECT * FROM sampling
)

SELECT
  e.* REPLACE (coalesce(e.district, d.district) AS district),
  CASE
    WHEN e.numerator < e.denominator THEN 'breach'
    WHEN e.n_not_assessed > 0 AND e.denominator = 0 THEN 'not_assessed'
    WHEN e.n_usable < p.completeness_gate * e.n_due THEN 'incomplete'
    WHEN e.denominator > 0 THEN 'compliant'
    WHEN e.n_excused > 0 THEN 'excused'
    WHEN e.n_all > 0 THEN 'not_applicable'
    ELSE 'no_data'
  END AS state,
  cast(e.numerator AS DECIMAL(18, 8)) / nullif(e.denominator, 0) AS rate,
  cast(e.n_usable AS DECIMAL(18, 8)) / nullif(e.n_due, 0) AS completeness_rate
FROM every AS e
CROSS JOIN rulebook.profile AS p
LEFT JOIN evidence.departments AS d ON e.department_id = d.dept_id
WHERE in_scope(e.department_id)
ORDER BY district NULLS LAST, e.kind, e.point_type, e.point_id
