-- Question: what is known of each periodic appraisal of an employee when it is judged?
-- Grain:    one appraisal.
-- Inputs:   known.appraisals, known.staff, known.departments.
-- An appraisal without a day counts from the beginning of the period it is about.
WITH dated AS (
  SELECT
    *,
    coalesce(
      appraised_on,
      CASE
        WHEN regexp_matches(period, '^[0-9]{4}$') THEN try_cast(period || '-01-01' AS DATE)
        WHEN regexp_matches(period, '^[0-9]{4}-[0-9]{2}$') THEN try_cast(period || '-01' AS DATE)
        WHEN regexp_matches(period, '^[0-9]{4}-Q[1-4]$')
          THEN
            make_date(
              cast(substr(period, 1, 4) AS INTEGER), cast(substr(period, 7, 1) AS INTEGER) * 3 - 2, 1
            )
      END
    ) AS day
  FROM known.appraisals
)

SELECT
  a.* EXCLUDE (day),
  a.appraisal_id AS record_id,
  p.dept_id AS record_department_id,
  a.staff_id AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  cast(a.day AS TIMESTAMPTZ) AS record_at,
  cast(a.appraised_on AS TIMESTAMPTZ) AS record_settled_at,
  d.role AS "departments.role"
FROM dated AS a
LEFT JOIN known.staff AS p ON a.staff_id = p.staff_id
LEFT JOIN known.departments AS d ON p.dept_id = d.dept_id
