-- Question: how is a number written for people?
-- Grain:    none (functions).
-- Inputs:   none.
-- plain: the zeros that only show a number's scale are left out. grouped: with thousands apart. yuan: money
-- with its fen. percent: a share; what is not whole never reads as 100.00 %, nor what is not nothing as 0.
CREATE OR REPLACE MACRO fact.plain(number) AS regexp_replace(
  regexp_replace(cast(number AS varchar), '(\.\d*?)0+$', '\1'), '\.$', ''
);

CREATE OR REPLACE MACRO fact.grouped(number) AS
format('{:,}', cast(trunc(number) AS bigint)) || regexp_extract(fact.plain(number), '\..*$');

CREATE OR REPLACE MACRO fact.yuan(amount) AS format('{:,.2f}', cast(amount AS double));

CREATE OR REPLACE MACRO fact.percent(share) AS
CASE
  WHEN (share < 1 AND share >= 0.99995) OR (share > 0 AND share < 0.00005)
    THEN cast(cast(share * 100 AS decimal(18, 6)) AS varchar)
  ELSE cast(cast(round(share * 100, 2) AS decimal(18, 2)) AS varchar)
END || '%';
