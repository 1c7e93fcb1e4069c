-- Question: how is a number written for people?
-- Grain:    none (a function).
-- Inputs:   none. The zeros that only show a number's scale are left out.
CREATE OR REPLACE MACRO fact.plain(number) AS regexp_replace(
  regexp_replace(cast(number AS varchar), '(\.\d*?)0+$', '\1'), '\.$', ''
)
