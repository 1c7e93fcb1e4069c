-- Question: how many records of a rate that counts records itself passed and failed, day by day?
-- Grain:    one day of the utility's calendar, the oldest first.
-- Inputs:   audit.item, rulebook.clause, audit.result_state, evidence.tickets, meta.run; $clause, $since and
--           $month (months, both included), $department (null = the whole utility).
-- Results of water lie on the day of sampling, tickets on that of receipt; other records have no day here.
WITH dated AS (
  SELECT
    i.outcome,
    cast(timezone(r.zone, coalesce(s.sampled_at, t.received_at)) AS DATE) AS on_day
  FROM audit.item AS i
  INNER JOIN rulebook.clause AS c ON i.version_id = c.version_id
  CROSS JOIN meta.run AS r
  LEFT JOIN audit.result_state AS s
    ON c.subject = 'water_quality_samples' AND i.record_id = s.sample_id || '|' || s.parameter
  LEFT JOIN evidence.tickets AS t ON c.subject = 'tickets' AND i.record_id = t.ticket_id
  WHERE
    c.clause_id = $clause
    AND i.period_from BETWEEN $since AND $month
    AND i.outcome IN ('compliant', 'breach')
    AND (cast($department AS VARCHAR) IS NULL OR i.department_id = $department)
    AND in_scope(i.department_id)
)

SELECT
  on_day,
  count(*) AS n,
  count(*) FILTER (WHERE outcome = 'breach') AS n_breach,
  cast(0 AS BIGINT) AS n_measured,
  cast(NULL AS DOUBLE) AS average
FROM dated
WHERE on_day IS NOT NULL
GROUP BY on_day
ORDER BY on_day
