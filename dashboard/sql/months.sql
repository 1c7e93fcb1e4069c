-- Question: which months have results?
-- Grain:    one month, the newest first.
-- Inputs:   audit.indicator, meta.run.
-- Scope:    none: months only.
SELECT DISTINCT
  i.period_from,
  i.period_from + INTERVAL 1 MONTH <= timezone(r.zone, r.as_of) AS is_over
FROM audit.indicator AS i
CROSS JOIN meta.run AS r
WHERE i.period_from <= timezone(r.zone, r.as_of)
ORDER BY i.period_from DESC
