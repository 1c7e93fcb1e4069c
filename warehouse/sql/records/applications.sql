-- Question: what is known of each application when it is judged?
-- Grain:    one application.
-- Inputs:   known.applications, known.customers, known.installations, known.heating_seasons.
-- Of several jobs for one application the latest counts; a failed acceptance is none. A heating season
-- without an end goes on.
WITH built AS (
  SELECT
    application_id,
    max(finished_at) AS finished_at,
    max(accepted_at) FILTER (acceptance_ok IS DISTINCT FROM FALSE) AS accepted_at,
    max(meter_fitted_at) AS meter_fitted_at
  FROM known.installations
  WHERE application_id IS NOT NULL
  GROUP BY application_id
),

in_season AS (
  SELECT DISTINCT a.application_id
  FROM known.applications AS a
  INNER JOIN known.heating_seasons AS s
    ON
      cast(a.approved_at AS DATE) >= s.actual_start
      AND (s.actual_end IS NULL OR cast(a.approved_at AS DATE) <= s.actual_end)
),

seasons AS (
  SELECT count(*) > 0 AS has_any
  FROM known.heating_seasons
  WHERE actual_start IS NOT NULL
)

SELECT
  a.*,
  a.application_id AS record_id,
  a.dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  a.customer_id AS record_customer_id,
  a.received_at AS record_at,
  coalesce(a.settled_at, a.supply_at) AS record_settled_at,
  CASE WHEN a.approved_at IS NOT NULL AND seasons.has_any THEN in_season.application_id IS NOT NULL END
    AS "applications.is_in_season",
  customer.class AS "customers.class",
  built.accepted_at AS "installations.accepted_at",
  built.finished_at AS "installations.finished_at",
  built.meter_fitted_at AS "installations.meter_fitted_at"
FROM known.applications AS a
CROSS JOIN seasons
LEFT JOIN known.customers AS customer ON a.customer_id = customer.customer_id
LEFT JOIN built ON a.application_id = built.application_id
LEFT JOIN in_season ON a.application_id = in_season.application_id
