-- Question: what does each named definition make of the water-quality results of a month?
-- Grain:    one rate clause under one definition, for a department (null = whole utility) and month.
-- Inputs:   audit.item, rulebook.clause, rulebook.definition, rulebook.definition_item,
--           record.water_quality_samples, known.sampling_points.
-- Means of rates are taken in whole parts of 10^12, so that the same results always give the same rate. A
-- definition by items that finds one of its items untested cannot be computed, and says so.
WITH test AS (
  SELECT
    c.clause_id,
    i.department_id,
    i.period_from,
    w.sample_id,
    w.parameter,
    w.point_id,
    w.point_type,
    cast(w.sampled_at AS DATE) AS sampled_on,
    if(i.outcome = 'compliant', 1, 0) AS passed
  FROM audit.item AS i
  INNER JOIN rulebook.clause AS c ON i.version_id = c.version_id
  INNER JOIN record.water_quality_samples AS w ON i.record_id = w.record_id
  WHERE c.rate_family = 'quality_rate' AND i.outcome IN ('compliant', 'breach')
),

scoped AS (
  SELECT * REPLACE (cast(NULL AS VARCHAR) AS department_id)
  FROM test
  UNION ALL
  SELECT *
  FROM test
  WHERE department_id IS NOT NULL
),

-- What each simple definition counts: results, samples, or results by type of point.
counted AS (
  SELECT
    'pooled' AS method,
    clause_id,
    department_id,
    period_from,
    '' AS part,
    sum(passed) AS n_passed,
    count(*) AS n
  FROM scoped
  GROUP BY clause_id, department_id, period_from
  UNION ALL
  SELECT
    'sample' AS method,
    clause_id,
    department_id,
    period_from,
    '' AS part,
    sum(passed) AS n_passed,
    count(*) AS n
  FROM (
    SELECT clause_id, department_id, period_from, sample_id, min(passed) AS passed
    FROM scoped
    GROUP BY clause_id, department_id, period_from, sample_id
  )
  GROUP BY clause_id, department_id, period_from
  UNION ALL
  SELECT
    'mean_of_point_types' AS method,
    clause_id,
    department_id,
    period_from,
    if(point_type = 'works_outlet', 'outlet', 'network') AS part,
    sum(passed) AS n_passed,
    count(*) AS n
  FROM scoped
  GROUP BY ALL
),

-- The items of the definitions that weigh items. The panel is tested at the works outlets.
itemised AS (
  SELECT
    d.definition_id,
    d.method,
    t.clause_id,
    t.department_id,
    t.period_from,
    m.set_name,
    m.item_no,
    t.point_id,
    t.passed
  FROM scoped AS t
  INNER JOIN rulebook.definition_item AS m
    ON
      t.parameter = m.parameter
      AND (m.set_name = 'network') = (t.point_type != 'works_outlet')
      AND (m.valid_from IS NULL OR t.sampled_on >= m.valid_from)
      AND (m.valid_until IS NULL OR t.sampled_on < m.valid_until)
  INNER JOIN rulebook.definition AS d ON m.definition_id = d.definition_id
),

expected AS (
  SELECT
    definition_id,
    valid_from,
    valid_until,
    count(DISTINCT set_name || item_no) FILTER (set_name != 'panel') AS n_items
  FROM rulebook.definition_item
  GROUP BY definition_id, valid_from, valid_until
),

by_item AS (
  SELECT
    definition_id,
    method,
    clause_id,
    department_id,
    period_from,
    set_name,
    item_no,
    sum(passed) AS n_passed,
    count(*) AS n
  FROM itemised
  WHERE set_name != 'panel'
  GROUP BY ALL
),

-- How many points of the network each plant supplies; its outlet weighs as much.
plant AS (
  SELECT plant_id, count(*) AS n_points
  FROM known.sampling_points
  WHERE point_type IN ('network', 'network_end') AND plant_id IS NOT NULL
  GROUP BY plant_id
),

panel AS (
  SELECT
    i.definition_id,
    i.clause_id,
    i.department_id,
    i.period_from,
    count(DISTINCT p.plant_id) AS n_plants,
    sum(i.passed * p.n_points) AS n_passed,
    sum(p.n_points) AS n
  FROM itemised AS i
  INNER JOIN known.sampling_points AS s ON i.point_id = s.point_id
  INNER JOIN plant AS p ON s.plant_id = p.plant_id
  WHERE i.set_name = 'panel'
  GROUP BY ALL
),

parts AS (
  SELECT
    d.definition_id,
    d.method,
    c.clause_id,
    c.department_id,
    c.period_from,
    cast(sum(c.n_passed) AS BIGINT) AS numerator,
    cast(sum(c.n) AS BIGINT) AS denominator,
    count(*) AS n_parts,
    sum((2 * c.n_passed * 1000000000000 + c.n) // (2 * c.n)) AS rates_e12
  FROM counted AS c
  INNER JOIN rulebook.definition AS d ON c.method = d.method AND d.family = 'quality_rate'
  GROUP BY ALL
  UNION ALL
  SELECT
    definition_id,
    method,
    clause_id,
    department_id,
    period_from,
    cast(sum(n_passed) AS BIGINT),
    cast(sum(n) AS BIGINT),
    count(*),
    sum((2 * n_passed * 1000000000000 + n) // (2 * n))
  FROM by_item
  GROUP BY ALL
),

joined AS (
  SELECT
    x.*,
    n.n AS panel_n,
    (2 * n.n_passed * 1000000000000 + n.n) // (2 * n.n) AS panel_e12,
    CASE
      WHEN x.method NOT IN ('item_weighted', 'composite') THEN NULL
      WHEN x.n_parts < e.n_items THEN 'item_not_tested'
      WHEN x.method != 'composite' THEN NULL
      WHEN (SELECT count(*) FROM plant) = 0 THEN 'not_delivered'
      WHEN coalesce(n.n_plants, 0) < (SELECT count(*) FROM plant) THEN 'no_full_panel'
    END AS reason
  FROM parts AS x
  LEFT JOIN expected AS e
    ON
      x.definition_id = e.definition_id
      AND (e.valid_from IS NULL OR x.period_from >= e.valid_from)
      AND (e.valid_until IS NULL OR x.period_from < e.valid_until)
  LEFT JOIN panel AS n
    ON
      x.definition_id = n.definition_id
      AND x.clause_id = n.clause_id
      AND x.period_from = n.period_from
      AND x.department_id IS NOT DISTINCT FROM n.department_id
)

SELECT
  j.clause_id,
  j.definition_id,
  j.department_id,
  j.period_from,
  d.is_governing,
  j.numerator,
  j.denominator,
  CASE
    WHEN j.reason IS NULL
      THEN
        cast(
          round(
            if(
              j.method = 'composite',
              (j.rates_e12 + j.panel_e12) / (j.n_parts + 1),
              j.rates_e12 / j.n_parts
            )
            / 1e12,
            8
          ) AS DECIMAL(18, 8)
        )
  END AS rate,
  j.reason
FROM joined AS j
INNER JOIN rulebook.definition AS d ON j.definition_id = d.definition_id
