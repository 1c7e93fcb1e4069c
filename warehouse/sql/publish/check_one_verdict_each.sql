-- Question: which records does a clause judge twice?
-- Grain:    one clause version and record.
-- Inputs:   audit.verdict, meta.closed_month.
-- A record that moved to another month since its first one was closed stays in that one as it was frozen.
SELECT version_id, record_id
FROM audit.verdict
WHERE period_from NOT IN (SELECT month FROM meta.closed_month)
GROUP BY version_id, record_id
HAVING count(*) > 1
UNION ALL
SELECT version_id, record_id
FROM audit.verdict
GROUP BY version_id, record_id, period_from
HAVING count(*) > 1
