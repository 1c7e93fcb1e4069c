-- Question: how many calls came in, and how many were answered?
-- Grain:    one month and line, the newest first.
-- Inputs:   evidence.hotline_calls, evidence.staff, meta.run; $department (null = the whole utility).
-- A call that nobody answered has no agent, hence no department: who sees the whole sees it.
WITH call AS (
  SELECT
    h.*,
    s.dept_id,
    cast(date_trunc('month', timezone(r.zone, h.ring_start_at)) AS DATE) AS period_from
  FROM evidence.hotline_calls AS h
  CROSS JOIN meta.run AS r
  LEFT JOIN evidence.staff AS s ON h.agent_id = s.staff_id
  WHERE h.ring_start_at IS NOT NULL
)

SELECT
  period_from,
  line,
  count(*) AS n,
  count(answered_at) AS n_answered,
  cast(count(answered_at) AS DECIMAL(18, 8)) / count(*) AS answered_rate,
  count(ring_count) AS n_rung,
  cast(sum(ring_count) AS DECIMAL(18, 4)) / nullif(count(ring_count), 0) AS rings,
  max(ring_count) AS most_rings,
  count(ticket_id) AS n_tickets
FROM call
WHERE (cast($department AS VARCHAR) IS NULL OR dept_id = $department) AND in_scope(dept_id)
GROUP BY period_from, line
ORDER BY period_from DESC, n DESC, line
