-- Question: what is known of each planned shift, and of the opening of the office that day, when judged?
-- Grain:    one shift.
-- Inputs:   known.attendance, known.staff, known.departments, rulebook.calendar_day, fact.setting.
-- Who has not come although the shift has begun is late. A shift that is still going on has not been left
-- early; one that ended without a record of when is unknown.
WITH dated AS (
  SELECT
    a.*,
    coalesce(a.planned_start, a.actual_start) AS begins_at
  FROM known.attendance AS a
),

placed AS (
  SELECT
    a.*,
    c.is_working_day,
    if(c.is_working_day, cast(c.day + c.office_open AS TIMESTAMPTZ), NULL) AS opens_at
  FROM dated AS a
  LEFT JOIN rulebook.calendar_day AS c ON cast(a.begins_at AS DATE) = c.day
)

SELECT
  a.* EXCLUDE (begins_at, is_working_day, opens_at),
  a.shift_id AS record_id,
  p.dept_id AS record_department_id,
  a.staff_id AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  a.begins_at AS record_at,
  coalesce(a.actual_end, a.planned_end) AS record_settled_at,
  p.post AS "staff.post",
  p.is_window AS "staff.is_window",
  d.role AS "departments.role",
  coalesce(
    a.actual_start > a.planned_start, if(a.actual_start IS NULL, a.planned_start < s.as_of, NULL)
  ) AS "attendance.is_late",
  coalesce(a.actual_end < a.planned_end, if(a.planned_end > s.as_of, FALSE, NULL))
    AS "attendance.is_gone_early",
  a.away_min > 0 AS "attendance.is_away",
  a.away_min > 0 AND a.cover_staff_id IS NULL AS "attendance.is_away_uncovered",
  a.opens_at AS "attendance.opens_at",
  a.begins_at <= a.opens_at AS "attendance.is_opening_shift",
  a.is_working_day AS "attendance.is_on_working_day",
  lower(dayname(cast(a.begins_at AS DATE))) AS "attendance.weekday"
FROM placed AS a
CROSS JOIN fact.setting AS s
LEFT JOIN known.staff AS p ON a.staff_id = p.staff_id
LEFT JOIN known.departments AS d ON p.dept_id = d.dept_id
