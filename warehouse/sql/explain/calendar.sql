-- Question: which days are worked, what are they called, and when is the office open?
-- Grain:    one day of the calendar.
-- Inputs:   rulebook.calendar_day.
SELECT
  day,
  is_working_day,
  kind,
  name_zh,
  name_en,
  is_announced,
  office_open,
  office_close
FROM rulebook.calendar_day
ORDER BY day
