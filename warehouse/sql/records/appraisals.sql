-- Question: what is known of each periodic appraisal of an employee when it is judged?
-- Grain:    one appraisal.
-- Inputs:   known.appraisals, known.staff, known.departments, known.sanctions.
-- An appraisal without a day counts from the beginning of the period it is about. A reward or disciplinary
-- step belongs to the last appraisal of the person on or before the day it was decided.
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
),

lasting AS (
  SELECT
    staff_id,
    day,
    lead(day) OVER (PARTITION BY staff_id ORDER BY day) AS next_day
  FROM dated
  WHERE day IS NOT NULL
  GROUP BY staff_id, day
),

booked AS (
  SELECT
    l.staff_id,
    l.day,
    bool_or(s.kind = 'reward') AS has_reward,
    bool_or(s.kind = 'disciplinary') AS has_discipline
  FROM lasting AS l
  INNER JOIN known.sanctions AS s
    ON
      l.staff_id = s.staff_id
      AND cast(s.decided_at AS DATE) >= l.day
      AND (l.next_day IS NULL OR cast(s.decided_at AS DATE) < l.next_day)
  GROUP BY l.staff_id, l.day
)

SELECT
  a.* EXCLUDE (day),
  a.appraisal_id AS record_id,
  p.dept_id AS record_department_id,
  a.staff_id AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  cast(a.day AS TIMESTAMPTZ) AS record_at,
  cast(a.appraised_on AS TIMESTAMPTZ) AS record_settled_at,
  d.role AS "departments.role",
  if(a.day IS NULL, NULL, coalesce(b.has_reward, FALSE)) AS "appraisals.is_reward_booked",
  if(a.day IS NULL, NULL, coalesce(b.has_discipline, FALSE)) AS "appraisals.is_discipline_booked"
FROM dated AS a
LEFT JOIN known.staff AS p ON a.staff_id = p.staff_id
LEFT JOIN known.departments AS d ON p.dept_id = d.dept_id
LEFT JOIN booked AS b ON a.staff_id = b.staff_id AND a.day = b.day
