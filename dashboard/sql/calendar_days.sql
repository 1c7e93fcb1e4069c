-- Question: what kind of day is each day between two, and how do its hours differ from the utility's?
-- Grain:    one day.
-- Inputs:   rulebook.calendar_day, rulebook.profile; $from_day, $until_day (not included).
-- Scope:    none: the calendar.
SELECT
  d.day,
  d.is_working_day,
  d.kind,
  d.name_zh,
  d.name_en,
  d.is_announced,
  left(cast(d.office_open AS VARCHAR), 5) AS office_open,
  left(cast(d.office_close AS VARCHAR), 5) AS office_close,
  left(cast(d.office_open AS VARCHAR), 5) != p.office_open
  OR left(cast(d.office_close AS VARCHAR), 5) != p.office_close AS has_own_hours
FROM rulebook.calendar_day AS d
CROSS JOIN rulebook.profile AS p
WHERE d.day >= $from_day AND d.day < $until_day
ORDER BY d.day
