-- Question: how are instants, decimals and comparators shown in sentences?
-- Grain:    none (functions).
-- Inputs:   $zone, the utility's zone, so that any client shows the utility's local time.
CREATE OR REPLACE MACRO local_time(instant) AS strftime(
  timezone($zone, instant), '%Y-%m-%d %H:%M:%S'
);
CREATE OR REPLACE MACRO trim_zeros(number) AS regexp_replace(
  regexp_replace(cast(number AS varchar), '(\.\d*?)0+$', '\1'), '\.$', ''
);
CREATE OR REPLACE MACRO op_sign(op) AS CASE op WHEN '<=' THEN '≤' WHEN '>=' THEN '≥' ELSE '=' END
