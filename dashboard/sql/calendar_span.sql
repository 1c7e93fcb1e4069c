-- Question: from when until when does the calendar reach, and how far is it announced?
-- Grain:    one row.
-- Inputs:   rulebook.calendar_day, rulebook.profile.
-- Scope:    none: the calendar.
SELECT
  min(d.day) AS first_day,
  max(d.day) AS last_day,
  max(d.day) FILTER (WHERE d.is_announced) AS announced_day,
  any_value(p.calendar) AS calendar,
  any_value(p.office_open) AS office_open,
  any_value(p.office_close) AS office_close,
  any_value(p.zone) AS zone
FROM rulebook.calendar_day AS d
CROSS JOIN rulebook.profile AS p
