-- Question: how long did each heating season run, and by whose order?
-- Grain:    one season.
-- Inputs:   known.heating_seasons.
-- Months: the whole months from the first day of heating to the day after the last one, plus the days over
-- as thirtieths of a month. A month that lacks a day is never whole, so what is over counts 0.99 at most. A
-- season that still runs has no length yet. An order of the authority excuses another length.
WITH measured AS (
  SELECT
    *,
    CASE WHEN actual_end >= actual_start THEN datesub('month', actual_start, actual_end + 1) END AS whole
  FROM known.heating_seasons
)

SELECT
  * EXCLUDE (whole),
  season AS record_id,
  cast(NULL AS VARCHAR) AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  cast(coalesce(actual_start, planned_start) AS TIMESTAMPTZ) AS record_at,
  cast(actual_end + 1 AS TIMESTAMPTZ) AS record_settled_at,
  CASE WHEN authority_ref IS NOT NULL THEN 'authority_order' END AS record_excuse,
  authority_ref AS record_excuse_evidence,
  cast(
    whole + least(
      round((actual_end + 1 - cast(actual_start + INTERVAL (whole) MONTH AS DATE)) / 30, 2), 0.99
    ) AS DECIMAL(8, 2)
  ) AS "heating_seasons.months"
FROM measured
