-- Question: does each laboratory result meet the drinking-water limit in force on the sampling day?
-- Grain:    one analysed parameter of one sample.
-- Inputs:   known.water_quality_samples, known.staff_certificates, rulebook.item_limit,
--           rulebook.profile.
-- A result below a detection limit that itself exceeds the limit is inconclusive, never a pass. A result
-- over range fails a ceiling below the range. An online instrument that repeats one value is stuck.
WITH marked AS (
  SELECT
    *,
    count(*) FILTER (value IS DISTINCT FROM last_value) OVER series AS run_no
  FROM (
    SELECT
      *,
      lag(value) OVER (
        PARTITION BY point_id, parameter, purpose ORDER BY sampled_at, sample_id
      ) AS last_value
    FROM known.water_quality_samples
    WHERE sampled_at IS NOT NULL
  )
  WINDOW series AS (
    PARTITION BY point_id, parameter, purpose
    ORDER BY sampled_at, sample_id
    ROWS UNBOUNDED PRECEDING
  )
),

certified AS (
  SELECT DISTINCT s.sample_id, s.parameter
  FROM known.water_quality_samples AS s
  INNER JOIN known.staff_certificates AS c
    ON
      s.analyst_id = c.staff_id
      AND c.kind = 'lab_analyst'
      AND cast(s.sampled_at AS DATE) >= c.valid_from
      AND (c.valid_to IS NULL OR cast(s.sampled_at AS DATE) <= c.valid_to)
),

limited AS (
  SELECT
    r.* EXCLUDE (last_value),
    l.standard AS item_standard,
    l.low,
    l.high,
    l.not_detectable,
    count(*) OVER (PARTITION BY r.point_id, r.parameter, r.purpose, r.run_no) AS run_length
  FROM marked AS r
  LEFT JOIN rulebook.item_limit AS l
    ON
      r.parameter = l.parameter
      AND (l.point_type IS NULL OR r.point_type = l.point_type)
      AND (l.valid_from IS NULL OR cast(r.sampled_at AS DATE) >= l.valid_from)
      AND (l.valid_until IS NULL OR cast(r.sampled_at AS DATE) < l.valid_until)
)

SELECT
  r.* EXCLUDE (run_no, run_length, item_standard, low, high, not_detectable),
  r.sample_id || '|' || r.parameter AS record_id,
  cast(NULL AS VARCHAR) AS record_department_id,
  r.analyst_id AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  r.sampled_at AS record_at,
  coalesce(r.analysed_at, r.sampled_at) AS record_settled_at,
  CASE WHEN r.analyst_id IS NOT NULL THEN c.sample_id IS NOT NULL END
    AS "water_quality_samples.analyst_certified",
  r.point_type != 'raw' AND coalesce(r.purpose NOT IN ('flush', 'commission'), TRUE)
    AS "water_quality_samples.is_delivered",
  CASE
    WHEN r.qualifier = 'no_result' OR r.qualifier IS NULL THEN 'no_result'
    WHEN r.purpose = 'online' AND r.run_length >= s.flatline_readings THEN 'flatline'
    WHEN r.item_standard IS NULL THEN 'no_limit'
    WHEN r.not_detectable
      THEN
        CASE
          WHEN r.qualifier IN ('not_detected', 'below', 'normal') THEN 'pass'
          WHEN r.qualifier = 'equal' AND r.value = 0 THEN 'pass'
          ELSE 'fail'
        END
    WHEN r.qualifier = 'normal' THEN 'inconclusive'
    WHEN r.qualifier = 'abnormal' THEN 'fail'
    WHEN r.qualifier = 'not_detected' THEN if(r.low IS NULL, 'pass', 'inconclusive')
    WHEN r.value IS NULL THEN 'no_result'
    WHEN r.qualifier = 'below'
      THEN
        CASE
          WHEN r.value <= r.low THEN 'fail'
          WHEN r.low IS NULL AND r.value <= r.high THEN 'pass'
          ELSE 'inconclusive'
        END
    WHEN r.qualifier = 'above'
      THEN
        CASE
          WHEN r.value >= r.high THEN 'fail'
          WHEN r.high IS NULL AND r.value >= r.low THEN 'pass'
          ELSE 'inconclusive'
        END
    WHEN r.value < r.low OR r.value > r.high THEN 'fail'
    ELSE 'pass'
  END AS "water_quality_samples.result_state"
FROM limited AS r
CROSS JOIN rulebook.profile AS s
LEFT JOIN certified AS c ON r.sample_id = c.sample_id AND r.parameter = c.parameter
