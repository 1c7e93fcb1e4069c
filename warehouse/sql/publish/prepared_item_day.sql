-- Question: how many records that a rate counts itself passed and failed on each day?
-- Grain:    one version, department, month and day of the utility's calendar.
-- Inputs:   audit.item, rulebook.clause, audit.result_state, evidence.tickets.
-- Results of water lie on the day of sampling, tickets on that of receipt; other records have no day here.
WITH dated AS (
  SELECT
    i.version_id,
    i.department_id,
    i.period_from,
    cast(s.sampled_at AS DATE) AS on_day,
    i.outcome
  FROM audit.item AS i
  INNER JOIN rulebook.clause AS c ON i.version_id = c.version_id
  INNER JOIN audit.result_state AS s ON i.record_id = s.sample_id || '|' || s.parameter
  WHERE c.subject = 'water_quality_samples' AND i.outcome IN ('compliant', 'breach')
  UNION ALL
  SELECT
    i.version_id,
    i.department_id,
    i.period_from,
    cast(t.received_at AS DATE) AS on_day,
    i.outcome
  FROM audit.item AS i
  INNER JOIN rulebook.clause AS c ON i.version_id = c.version_id
  INNER JOIN evidence.tickets AS t ON i.record_id = t.ticket_id
  WHERE c.subject = 'tickets' AND i.outcome IN ('compliant', 'breach')
)

SELECT
  version_id,
  department_id,
  period_from,
  on_day,
  count(*) AS n,
  count(*) FILTER (outcome = 'breach') AS n_breach
FROM dated
WHERE on_day IS NOT NULL
GROUP BY ALL
ORDER BY version_id, period_from, on_day, department_id
