-- Question: what is known of each satisfaction survey when it is judged?
-- Grain:    one survey.
-- Inputs:   known.surveys.
SELECT
  *,
  survey_id AS record_id,
  dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  cast(started_on AS TIMESTAMPTZ) AS record_at,
  cast(ended_on AS TIMESTAMPTZ) AS record_settled_at
FROM known.surveys
