-- Question: which days between two are not working days?
-- Grain:    one day.
-- Inputs:   rulebook.calendar_day; $from_day, $until_day.
-- Scope:    none: the calendar.
SELECT day, kind, name_zh, name_en
FROM rulebook.calendar_day
WHERE NOT is_working_day AND day BETWEEN $from_day AND $until_day
ORDER BY day
