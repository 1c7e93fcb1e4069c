-- Question: how are instants, decimals, comparators, lengths of time and units shown in sentences?
-- Grain:    none (functions).
-- Inputs:   $zone, the utility's zone, so that any client shows the utility's local time.
CREATE OR REPLACE MACRO local_time(instant) AS strftime(
  timezone($zone, instant), '%Y-%m-%d %H:%M:%S'
);
CREATE OR REPLACE MACRO trim_zeros(number) AS regexp_replace(
  regexp_replace(cast(number AS varchar), '(\.\d*?)0+$', '\1'), '\.$', ''
);
CREATE OR REPLACE MACRO op_sign(op) AS CASE op WHEN '<=' THEN '≤' WHEN '>=' THEN '≥' ELSE '=' END;
CREATE OR REPLACE MACRO lasting_zh(minutes) AS CASE
  WHEN minutes IS NULL THEN NULL
  WHEN minutes = 0 THEN '不到 1 分钟'
  ELSE concat_ws(
    ' ',
    nullif(minutes // 1440, 0) || ' 天',
    nullif(minutes % 1440 // 60, 0) || ' 小时',
    nullif(minutes % 60, 0) || ' 分钟'
  )
END;
CREATE OR REPLACE MACRO lasting_en(minutes) AS CASE
  WHEN minutes IS NULL THEN NULL
  WHEN minutes = 0 THEN 'less than 1 min'
  ELSE concat_ws(
    ' ',
    nullif(minutes // 1440, 0) || ' d',
    nullif(minutes % 1440 // 60, 0) || ' h',
    nullif(minutes % 60, 0) || ' min'
  )
END;
CREATE OR REPLACE MACRO plural(number, unit) AS CASE
  WHEN
    number = 1
    THEN regexp_replace(unit, '^(hour|day|minute|month|time|ring|second|person|violation)s', '\1')
  ELSE unit
END
