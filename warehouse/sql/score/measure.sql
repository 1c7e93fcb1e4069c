-- Question: which share of its points does each indicator keep, and how many are at stake?
-- Grain:    one indicator, department (null = the whole utility) and month.
-- Inputs:   fact.reading, rulebook.scheme, rulebook.scheme_group, rulebook.scheme_indicator,
--           rulebook.scheme_anchor.
-- Weights of what could not be scored are shared out as its group says, so that what does not apply
-- neither helps nor harms; points at stake are the steps between rounded running totals and add up to the
-- base exactly. Value and share are stated with eight decimals: points are points at stake times share,
-- rounded, and nothing that is not published. Of the whole utility (a figure without a department)
-- nobody's points depend.
WITH department_month AS (
  SELECT DISTINCT edition_no, department_id, period_from, period_until
  FROM fact.reading
  WHERE department_id IS NOT NULL AND NOT is_figure
),

reading AS (
  SELECT * FROM fact.reading
  UNION ALL BY NAME
  -- What counts as earned where it is absent has a line everywhere.
  SELECT
    m.edition_no,
    s.indicator_id,
    m.department_id,
    m.period_from,
    m.period_until,
    'not_applicable' AS verdict,
    'none_applicable' AS reason,
    FALSE AS is_provisional
  FROM department_month AS m
  INNER JOIN rulebook.scheme_indicator AS s ON m.edition_no = s.edition_no AND NOT s.is_shadow
  INNER JOIN rulebook.scheme_group AS g
    ON s.edition_no = g.edition_no AND s.group_id = g.group_id AND g.absent = 'full'
  ANTI JOIN fact.reading AS r
    ON
      m.edition_no = r.edition_no
      AND s.indicator_id = r.indicator_id
      AND m.department_id = r.department_id
      AND m.period_from = r.period_from
),

gated AS (
  SELECT
    r.*,
    s.* EXCLUDE (edition_no, indicator_id, points, source_zh, source_en),
    s.points AS weight,
    g.absent,
    e.base_points,
    if(e.rounding_moment = 'line', e.round_points, cast(0.0001 AS DECIMAL(18, 4))) AS point_step,
    r.verdict IN ('compliant', 'breach') AND r.value IS NOT NULL AS is_judged,
    coalesce(
      r.verdict IN ('compliant', 'breach') AND r.value IS NOT NULL AND coalesce(r.n, 0) < s.min_n, FALSE
    ) AS is_few,
    coalesce(
      r.completeness_rate < s.min_completeness
      AND r.verdict IN ('compliant', 'breach', 'not_assessed')
      AND coalesce(r.reason NOT IN ('parameter_unset', 'not_delivered', 'no_records'), TRUE),
      FALSE
    ) AS is_incomplete
  FROM reading AS r
  INNER JOIN rulebook.scheme_indicator AS s
    ON r.edition_no = s.edition_no AND r.indicator_id = s.indicator_id
  INNER JOIN rulebook.scheme_group AS g ON s.edition_no = g.edition_no AND s.group_id = g.group_id
  INNER JOIN rulebook.scheme AS e ON s.edition_no = e.edition_no
),

admitted AS (
  SELECT
    *,
    is_judged AND NOT ((is_few OR is_incomplete) AND below_gate != 'provisional') AS is_admitted
  FROM gated
),

compared AS (
  SELECT
    *,
    count(*) FILTER (is_admitted) OVER (
      PARTITION BY edition_no, indicator_id, period_from, department_id IS NULL
    ) AS n_compared,
    count(*) FILTER (is_admitted) OVER (
      PARTITION BY edition_no, indicator_id, period_from, department_id IS NULL
      ORDER BY if(better = 'lower', -value, value)
      RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS n_no_better
  FROM admitted
),

placed AS (
  SELECT
    *,
    CASE
      WHEN curve != 'relative' THEN value
      WHEN n_compared > 1
        THEN cast(round((n_no_better - 1) / (n_compared - 1), 8) AS DECIMAL(18, 8))
    END AS place,
    is_admitted AND (curve != 'relative' OR n_compared > 1) AS is_scored,
    cast(
      round((abs(value - target) - abs(value - target) % step) / step) AS BIGINT
    ) AS n_steps
  FROM compared
),

segment AS (
  SELECT
    edition_no,
    indicator_id,
    "at" AS from_at,
    share,
    lead("at") OVER one AS next_at,
    lead(share) OVER one AS next_share,
    first_value("at") OVER one AS first_at
  FROM rulebook.scheme_anchor
  WINDOW one AS (PARTITION BY edition_no, indicator_id ORDER BY "at")
),

drawn AS (
  SELECT
    p.*,
    cast(
      CASE
        WHEN p.curve = 'share' THEN p.value
        WHEN p.curve = 'verdict' THEN if(p.verdict = 'breach', 0, 1)
        WHEN p.curve = 'cliff'
          THEN if(if(p.better = 'lower', p.value <= p.target, p.value >= p.target), 1, 0)
        WHEN p.curve = 'steps'
          THEN
            if(
              if(p.better = 'lower', p.value > p.target, p.value < p.target),
              greatest(1 - p.n_steps * p.step_share_below, p.floor_share),
              least(1 + p.n_steps * p.step_share_above, p.ceiling_share)
            )
        WHEN p.place < s.from_at THEN s.share
        WHEN p.curve = 'stairs' OR s.next_at IS NULL THEN s.share
        ELSE
          round(s.share + (p.place - s.from_at) / (s.next_at - s.from_at) * (s.next_share - s.share), 8)
      END AS DECIMAL(18, 8)
    ) AS curve_share
  FROM placed AS p
  LEFT JOIN segment AS s
    ON
      p.edition_no = s.edition_no
      AND p.indicator_id = s.indicator_id
      AND (p.place >= s.from_at OR s.from_at = s.first_at)
      AND (p.place < s.next_at OR s.next_at IS NULL)
),

stated AS (
  SELECT
    *,
    CASE
      WHEN is_scored THEN if(is_shadow, 'shadow', 'scored')
      WHEN (is_few OR is_incomplete) AND below_gate != 'provisional' THEN 'below_gate'
      WHEN verdict IN ('not_applicable', 'excused') THEN 'not_applicable'
      ELSE 'not_assessed'
    END AS state,
    CASE
      WHEN is_few THEN 'few_records'
      WHEN is_incomplete THEN 'insufficient_data'
      WHEN is_scored THEN NULL
      WHEN is_admitted THEN 'nothing_to_compare'
      WHEN verdict IN ('compliant', 'breach') THEN 'no_interval'
      ELSE reason
    END AS stated_reason,
    CASE
      WHEN is_scored THEN curve_share
      WHEN (is_few OR is_incomplete) AND below_gate = 'zero' THEN cast(0 AS DECIMAL(18, 8))
      WHEN (is_few OR is_incomplete) AND below_gate = 'full' THEN cast(1 AS DECIMAL(18, 8))
    END AS share_kept
  FROM drawn
),

counted AS (
  SELECT
    *,
    department_id IS NOT NULL AND NOT is_shadow AND base_points > 0
    AND state IN ('scored', 'below_gate') AND share_kept IS NOT NULL AS is_present,
    coalesce(
      bool_or(
        department_id IS NOT NULL AND NOT is_shadow
        AND (state = 'scored' OR (state = 'below_gate' AND share_kept = 0))
      ) OVER (PARTITION BY department_id, period_from),
      FALSE
    ) AS has_score
  FROM stated
),

whole_group AS (
  SELECT edition_no, group_id, cast(sum(points) AS DECIMAL(18, 8)) AS weight
  FROM rulebook.scheme_indicator
  WHERE NOT is_shadow
  GROUP BY edition_no, group_id
),

pooled AS (
  SELECT
    c.*,
    cast(
      CASE
        WHEN NOT c.has_score OR c.department_id IS NULL OR c.is_shadow OR c.base_points = 0 THEN 0
        WHEN c.absent = 'full' THEN c.weight
        WHEN NOT c.is_present THEN 0
        WHEN c.absent = 'share_all' THEN c.weight
        ELSE
          cast(c.weight AS DOUBLE) * cast(w.weight AS DOUBLE)
          / cast(
            sum(c.weight) FILTER (c.is_present)
              OVER (PARTITION BY c.department_id, c.period_from, c.group_id)
            AS DOUBLE
          )
      END AS DECIMAL(18, 8)
    ) AS pool
  FROM counted AS c
  LEFT JOIN whole_group AS w ON c.edition_no = w.edition_no AND c.group_id = w.group_id
),

summed AS (
  SELECT
    *,
    sum(pool) OVER (PARTITION BY department_id, period_from) AS all_pools,
    sum(pool) OVER (PARTITION BY department_id, period_from ORDER BY indicator_id) AS pools_so_far
  FROM pooled
),

staked AS (
  SELECT
    *,
    if(
      pool > 0,
      fact.to_step(
        cast(base_points * (cast(pools_so_far AS DOUBLE) / cast(all_pools AS DOUBLE)) AS DECIMAL(18, 8)),
        point_step
      )
      - fact.to_step(
        cast(
          base_points * (cast(pools_so_far - pool AS DOUBLE) / cast(all_pools AS DOUBLE))
          AS DECIMAL(18, 8)
        ),
        point_step
      ),
      0
    ) AS at_stake,
    if(is_present OR share_kept IS NOT NULL, share_kept, if(pool > 0, 1, NULL)) AS final_share
  FROM summed
)

SELECT
  indicator_id,
  department_id,
  period_from,
  period_until,
  edition_no,
  group_id,
  value,
  numerator,
  denominator,
  rate_low,
  rate_high,
  completeness_rate,
  accepted_rate,
  cast(
    round(
      CASE
        WHEN completeness_rate IS NOT NULL OR accepted_rate IS NOT NULL
          THEN
            cast(coalesce(completeness_rate, 1) AS DOUBLE)
            * cast(coalesce(accepted_rate, 1) AS DOUBLE)
      END, 8
    ) AS DECIMAL(18, 8)
  ) AS confidence_rate,
  state,
  stated_reason AS reason,
  weight,
  cast(final_share AS DECIMAL(18, 8)) AS share,
  cast(at_stake AS DECIMAL(18, 4)) AS points_at_stake,
  cast(
    fact.to_step(
      cast(at_stake AS DECIMAL(20, 4)) * cast(coalesce(final_share, 0) AS DECIMAL(18, 8)),
      point_step
    ) AS DECIMAL(18, 4)
  ) AS points,
  coalesce(is_provisional, TRUE)
  OR (state = 'scored' AND (is_few OR is_incomplete)) AS is_provisional
FROM staked
