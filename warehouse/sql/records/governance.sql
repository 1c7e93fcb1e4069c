-- Question: which standing arrangements were in force, evidenced and reviewed at the end of each month?
-- Grain:    one arrangement and month, from the first month with evidence to the one of the audit.
-- Inputs:   known.governance, known.tickets, known.meter_readings, known.pressure_readings,
--           known.water_quality_samples, fact.setting.
-- The month of the audit is looked at as of the day of the audit. An arrangement without a first day
-- does not exist; one never reviewed is first due a whole interval after it came into force.
WITH evidence_began AS (
  SELECT min(received_at) AS at_instant FROM known.tickets
  UNION ALL
  SELECT min(read_at) FROM known.meter_readings
  UNION ALL
  SELECT min(read_at) FROM known.pressure_readings
  UNION ALL
  SELECT min(sampled_at) FROM known.water_quality_samples
),

span AS (
  SELECT
    any_value(cast(s.as_of AS DATE)) AS today,
    cast(date_trunc('month', cast(coalesce(min(b.at_instant), any_value(s.as_of)) AS DATE)) AS DATE)
      AS first_month
  FROM fact.setting AS s
  CROSS JOIN evidence_began AS b
),

month AS (
  SELECT
    today,
    cast(unnest(generate_series(first_month, today, INTERVAL 1 MONTH)) AS DATE) AS month_from
  FROM span
),

looked_at AS (
  SELECT
    month_from,
    least(cast(month_from + INTERVAL 1 MONTH - INTERVAL 1 DAY AS DATE), today) AS day
  FROM month
)

SELECT
  g.*,
  g.item_id || '|' || strftime(m.month_from, '%Y-%m') AS record_id,
  cast(NULL AS VARCHAR) AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  cast(m.month_from AS TIMESTAMPTZ) AS record_at,
  cast(NULL AS TIMESTAMPTZ) AS record_settled_at,
  coalesce(g.in_force_from <= m.day AND (g.in_force_to IS NULL OR g.in_force_to >= m.day), FALSE)
    AS "governance.is_in_force",
  g.evidence_ref IS NOT NULL AS "governance.has_evidence",
  g.review_every_days IS NULL
  OR coalesce(g.last_reviewed_on, g.in_force_from) + cast(g.review_every_days AS INTEGER) >= m.day
    AS "governance.is_review_current"
FROM known.governance AS g
CROSS JOIN looked_at AS m
