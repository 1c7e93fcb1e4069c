-- Question: how are instants, decimals, comparators and units shown in sentences?
-- Grain:    none (functions).
-- Inputs:   $zone, the utility's zone, so that any client shows the utility's local time.
CREATE OR REPLACE MACRO local_time(instant) AS strftime(
  timezone($zone, instant), '%Y-%m-%d %H:%M:%S'
);
CREATE OR REPLACE MACRO trim_zeros(number) AS regexp_replace(
  regexp_replace(cast(number AS varchar), '(\.\d*?)0+$', '\1'), '\.$', ''
);
CREATE OR REPLACE MACRO op_sign(op) AS CASE op WHEN '<=' THEN '≤' WHEN '>=' THEN '≥' ELSE '=' END;
CREATE OR REPLACE MACRO unit_zh(unit) AS CASE unit
  WHEN 'min' THEN '分钟' WHEN 'h' THEN '小时' WHEN 'days' THEN '天' WHEN 'MPa' THEN '兆帕'
  WHEN '/day' THEN '次/日' WHEN '/month' THEN '次/月' WHEN '/year' THEN '次/年'
  WHEN 'm3' THEN '立方米' WHEN 'CNY' THEN '元' WHEN 'CNY/m3' THEN '元/立方米'
  WHEN 'violations' THEN '次' ELSE unit
END
