-- Question: how did each department, and the whole utility, do on each clause in each month?
-- Grain:    one clause, department (null = whole utility) and month.
-- Inputs:   rulebook.clause, rulebook.profile, rulebook.definition, audit.verdict, audit.item,
--           audit.named_rate, fact.point_day, fact.expected, fact.undelivered, fact.setting.
-- A rate is a ratio of counts and is compared with its target unrounded; without a denominator there is
-- none. A rate clause whose evidence is less complete than the profile's gate is not assessed. The interval
-- is Wilson's score interval at 95 % (Wilson 1927) for records that are independent of each other. Readings
-- of one instrument resemble each other: theirs is the same interval on the effective number of readings,
-- from the variance between point-days as a ratio of sums (Kish 1965, design effect); where every reading
-- agrees, the number of point-days. A mean of rates has none. Where the profile names a definition of the
-- rate other than the pooled one, rate, numerator and denominator are those of the definition.
WITH judged AS (
  SELECT
    coalesce(r.version_id, v.version_id) AS version_id,
    v.department_id,
    v.period_from,
    v.verdict,
    v.reason,
    v.is_provisional,
    v.version_id AS base_version_id
  FROM audit.verdict AS v
  INNER JOIN rulebook.clause AS b ON v.version_id = b.version_id
  LEFT JOIN rulebook.clause AS r
    ON
      b.clause_id = r.rate_clause_id
      AND (r.version_from IS NULL OR v.period_from >= r.version_from)
      AND (r.version_until IS NULL OR v.period_from < r.version_until)
  WHERE r.version_id IS NOT NULL
  UNION ALL
  SELECT version_id, department_id, period_from, verdict, reason, is_provisional, version_id
  FROM audit.verdict
  UNION ALL
  -- A month in which nothing at all was read still has a line, with nothing in it.
  SELECT r.version_id, e.department_id, e.period_from, NULL, NULL, FALSE, e.version_id
  FROM fact.expected AS e
  INNER JOIN rulebook.clause AS b ON e.version_id = b.version_id
  INNER JOIN rulebook.clause AS r
    ON
      b.clause_id = r.rate_clause_id
      AND fact.answers(r.answers_from, r.answers_until, e.period_from)
  UNION ALL
  SELECT e.version_id, e.department_id, e.period_from, NULL, NULL, FALSE, e.version_id
  FROM fact.expected AS e
  INNER JOIN rulebook.clause AS b ON e.version_id = b.version_id
  WHERE b.rate_clause_id IS NULL
  UNION ALL
  SELECT version_id, department_id, period_from, outcome, reason, FALSE, version_id
  FROM audit.item
),

grouped AS (
  SELECT
    c.clause_id,
    j.department_id,
    j.period_from,
    grouping(j.department_id) = 1 AS is_whole,
    max(c.version_id) AS version_id,
    max(j.base_version_id) AS base_version_id,
    count(*) FILTER (j.verdict = 'compliant') AS numerator,
    count(*) FILTER (j.verdict IN ('compliant', 'breach')) AS denominator,
    count(*) FILTER (j.verdict = 'excused') AS n_excused,
    count(*) FILTER (j.verdict = 'pending') AS n_pending,
    count(*) FILTER (j.verdict = 'not_assessed') AS n_not_assessed,
    count(*) FILTER (j.verdict = 'not_applicable') AS n_not_applicable,
    min(j.reason) FILTER (j.verdict = 'not_assessed') AS not_assessed_reason,
    min(j.reason) FILTER (j.verdict = 'pending') AS pending_reason,
    bool_or(j.is_provisional) AS is_provisional
  FROM judged AS j
  INNER JOIN rulebook.clause AS c ON j.version_id = c.version_id
  GROUP BY GROUPING SETS (
    (c.clause_id, j.period_from, j.department_id), (c.clause_id, j.period_from)
  )
),

expected AS (
  SELECT version_id, department_id, period_from, sum(n_expected) AS n_expected, FALSE AS is_whole
  FROM fact.expected
  GROUP BY version_id, department_id, period_from
  UNION ALL
  SELECT version_id, NULL, period_from, sum(n_expected), TRUE
  FROM fact.expected
  GROUP BY version_id, period_from
),

measured AS (
  SELECT
    g.*,
    c.kind,
    c.subject,
    c.limit_op,
    c.limit_value,
    c.rate_family,
    cast(e.n_expected AS BIGINT) AS n_expected,
    g.denominator + g.n_excused AS n_judged,
    greatest(
      g.n_not_assessed, coalesce(cast(e.n_expected AS BIGINT) - g.denominator - g.n_excused, 0)
    ) AS n_missing,
    CASE WHEN g.denominator > 0 THEN g.numerator / g.denominator END AS rate
  FROM grouped AS g
  INNER JOIN rulebook.clause AS c ON g.version_id = c.version_id
  LEFT JOIN expected AS e
    ON
      g.base_version_id = e.version_id
      AND g.period_from = e.period_from
      AND g.is_whole = e.is_whole
      AND g.department_id IS NOT DISTINCT FROM e.department_id
  WHERE g.is_whole OR g.department_id IS NOT NULL
),

clustered AS (
  SELECT
    clause_id,
    period_from,
    department_id,
    FALSE AS is_whole,
    count(*) AS n_days,
    sum(n) AS sum_n,
    sum(n_kept) AS sum_k,
    sum(n * n) AS sum_nn,
    sum(n * n_kept) AS sum_nk,
    sum(n_kept * n_kept) AS sum_kk
  FROM fact.point_day
  WHERE department_id IS NOT NULL
  GROUP BY clause_id, period_from, department_id
  UNION ALL
  SELECT
    clause_id,
    period_from,
    NULL,
    TRUE,
    count(*),
    sum(n),
    sum(n_kept),
    sum(n * n),
    sum(n * n_kept),
    sum(n_kept * n_kept)
  FROM fact.point_day
  GROUP BY clause_id, period_from
),

effective AS (
  SELECT
    clause_id,
    period_from,
    department_id,
    is_whole,
    n_days,
    CASE
      WHEN sum_k = sum_n OR sum_k = 0 OR n_days < 2 THEN n_days
      ELSE
        least(
          sum_n,
          (sum_k / sum_n) * (1 - sum_k / sum_n)
          / (
            n_days / (n_days - 1)
            * greatest(
              sum_kk - 2 * (sum_k / sum_n) * sum_nk + (sum_k / sum_n) * (sum_k / sum_n) * sum_nn,
              1e-9
            )
            / (sum_n * sum_n)
          )
        )
    END AS n_effective
  FROM clustered
),

assessed AS (
  SELECT
    m.* REPLACE (
      coalesce(nr.numerator, m.numerator) AS numerator,
      coalesce(nr.denominator, m.denominator) AS denominator,
      if(nr.clause_id IS NOT NULL, cast(nr.rate AS DOUBLE), m.rate) AS rate
    ),
    nr.reason AS definition_reason,
    m.subject = 'pressure_readings' AND coalesce(d.method, 'pooled') = 'pooled' AS is_clustered,
    CASE
      WHEN d.method IN ('composite', 'item_weighted', 'mean_of_point_types', 'mean_of_points')
        THEN NULL
      WHEN m.subject = 'pressure_readings' AND coalesce(d.method, 'pooled') = 'pooled'
        THEN x.n_effective
      ELSE coalesce(nr.denominator, m.denominator)
    END AS interval_n,
    CASE WHEN n_judged + n_missing > 0 THEN n_judged / (n_judged + n_missing) END
      AS completeness_rate,
    coalesce(n_judged < p.completeness_gate * (n_judged + n_missing), FALSE) AS is_insufficient,
    CASE
      WHEN nr.clause_id IS NOT NULL AND m.limit_op = '<=' THEN nr.rate * 100 <= m.limit_value
      WHEN nr.clause_id IS NOT NULL AND m.limit_op = '==' THEN nr.rate * 100 = m.limit_value
      WHEN nr.clause_id IS NOT NULL THEN nr.rate * 100 >= m.limit_value
      WHEN m.limit_op = '<=' THEN m.numerator * 100 <= m.limit_value * m.denominator
      WHEN m.limit_op = '==' THEN m.numerator * 100 = m.limit_value * m.denominator
      ELSE m.numerator * 100 >= m.limit_value * m.denominator
    END AS is_met
  FROM measured AS m
  CROSS JOIN rulebook.profile AS p
  LEFT JOIN rulebook.definition AS d ON m.rate_family = d.family AND d.is_governing
  LEFT JOIN audit.named_rate AS nr
    ON
      m.clause_id = nr.clause_id
      AND d.definition_id = nr.definition_id
      AND d.method != 'pooled'
      AND m.period_from = nr.period_from
      AND m.is_whole = (nr.department_id IS NULL)
      AND m.department_id IS NOT DISTINCT FROM nr.department_id
  LEFT JOIN effective AS x
    ON
      m.clause_id = x.clause_id
      AND m.period_from = x.period_from
      AND m.is_whole = x.is_whole
      AND m.department_id IS NOT DISTINCT FROM x.department_id
)

SELECT
  a.clause_id,
  a.department_id,
  a.period_from,
  cast(a.period_from + INTERVAL 1 MONTH AS DATE) AS period_until,
  a.numerator,
  a.denominator,
  a.n_excused,
  a.n_pending,
  a.n_not_assessed,
  a.n_not_applicable,
  a.n_expected,
  cast(round(a.rate, 8) AS DECIMAL(18, 8)) AS rate,
  -- greatest and least pass over nulls: without an interval there must be no bounds.
  CASE
    WHEN w.centre IS NOT NULL
      THEN cast(round(greatest(w.centre - w.half, 0), 8) AS DECIMAL(18, 8))
  END AS rate_low,
  CASE
    WHEN w.centre IS NOT NULL
      THEN cast(round(least(w.centre + w.half, 1), 8) AS DECIMAL(18, 8))
  END AS rate_high,
  CASE
    WHEN a.denominator = 0 THEN NULL
    WHEN a.interval_n IS NULL THEN 'none'
    WHEN a.is_clustered THEN 'wilson_95_effective_n'
    ELSE 'wilson_95'
  END AS interval_method,
  CASE WHEN a.denominator > 0 THEN cast(round(a.interval_n, 4) AS DECIMAL(18, 4)) END AS interval_n,
  cast(round(a.completeness_rate, 8) AS DECIMAL(18, 8)) AS completeness_rate,
  CASE
    WHEN a.denominator + a.n_missing > 0
      THEN cast(round(a.numerator / (a.denominator + a.n_missing), 8) AS DECIMAL(18, 8))
  END AS worst_rate,
  CASE
    WHEN a.denominator + a.n_missing > 0
      THEN
        cast(
          round((a.numerator + a.n_missing) / (a.denominator + a.n_missing), 8) AS DECIMAL(18, 8)
        )
  END AS best_rate,
  CASE WHEN a.kind = 'rate_threshold' THEN cast(a.limit_value / 100 AS DECIMAL(18, 8)) END
    AS target_rate,
  CASE
    WHEN a.denominator = 0 AND a.n_pending > 0 THEN 'pending'
    WHEN a.denominator = 0 AND a.n_missing > 0 THEN 'not_assessed'
    WHEN a.denominator = 0 AND a.n_excused > 0 THEN 'excused'
    WHEN a.denominator = 0 THEN 'not_applicable'
    WHEN a.kind = 'rate_threshold' AND a.limit_value IS NULL THEN 'not_assessed'
    WHEN a.kind = 'rate_threshold' AND a.is_insufficient THEN 'not_assessed'
    WHEN a.definition_reason IS NOT NULL THEN 'not_assessed'
    WHEN a.kind = 'rate_threshold'
      THEN if(a.is_met, 'compliant', 'breach')
    WHEN a.numerator = a.denominator THEN 'compliant'
    ELSE 'breach'
  END AS verdict,
  CASE
    WHEN a.denominator = 0 AND a.n_pending > 0 THEN a.pending_reason
    WHEN a.denominator = 0 AND a.n_missing > 0
      THEN coalesce(a.not_assessed_reason, 'reading_missing')
    WHEN a.denominator = 0 AND a.n_excused > 0 THEN 'all_excused'
    WHEN a.denominator = 0 THEN 'none_applicable'
    WHEN a.kind = 'rate_threshold' AND a.limit_value IS NULL THEN 'parameter_unset'
    WHEN a.kind = 'rate_threshold' AND a.is_insufficient THEN 'insufficient_data'
    WHEN a.definition_reason IS NOT NULL THEN a.definition_reason
    WHEN a.kind = 'rate_threshold' AND NOT a.is_met
      THEN if(a.rate * 100 < a.limit_value, 'below_target', 'above_target')
  END AS reason,
  a.is_provisional
  OR a.n_pending > 0
  OR cast(a.period_from + INTERVAL 1 MONTH AS DATE) > cast(s.as_of AS DATE) AS is_provisional
FROM assessed AS a
CROSS JOIN fact.setting AS s
LEFT JOIN LATERAL (
  SELECT
    (a.rate + 3.841458820694124 / (2 * a.interval_n)) / (1 + 3.841458820694124 / a.interval_n)
      AS centre,
    1.959963984540054
    * sqrt(a.rate * (1 - a.rate) / a.interval_n + 3.841458820694124 / (4 * a.interval_n ** 2))
    / (1 + 3.841458820694124 / a.interval_n) AS half
) AS w ON a.denominator > 0 AND a.interval_n > 0
UNION ALL BY NAME
-- A clause that met no record at all still gets a line: silence is not compliance.
SELECT
  c.clause_id,
  cast(NULL AS VARCHAR) AS department_id,
  cast(date_trunc('month', cast(s.as_of AS DATE)) AS DATE) AS period_from,
  cast(date_trunc('month', cast(s.as_of AS DATE)) + INTERVAL 1 MONTH AS DATE) AS period_until,
  0 AS numerator,
  0 AS denominator,
  0 AS n_excused,
  0 AS n_pending,
  0 AS n_not_assessed,
  0 AS n_not_applicable,
  'not_assessed' AS verdict,
  CASE
    WHEN u.version_id IS NOT NULL THEN 'not_delivered'
    WHEN
      c.kind = 'rate_threshold' OR c.limit_unit IS NULL OR c.limit_value IS NOT NULL
      OR c.limit_fact IS NOT NULL THEN 'no_records'
    ELSE 'parameter_unset'
  END AS reason,
  TRUE AS is_provisional
FROM rulebook.clause AS c
CROSS JOIN fact.setting AS s
LEFT JOIN fact.undelivered AS u ON c.version_id = u.version_id
WHERE
  c.version_no = 1
  AND c.clause_id NOT IN (SELECT clause_id FROM grouped)
