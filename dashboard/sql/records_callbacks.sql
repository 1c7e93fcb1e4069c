-- Question: how many callbacks were made, and what did customers say?
-- Grain:    one month and way of calling back, the newest first.
-- Inputs:   evidence.callbacks, evidence.staff, evidence.tickets, meta.run; $department (null = the whole
--           utility).
-- An attempt without an instant was not made; it lies in the month its ticket was closed, else received.
WITH callback AS (
  SELECT
    c.*,
    coalesce(c.dept_id, s.dept_id) AS department_id,
    cast(
      date_trunc('month', timezone(r.zone, coalesce(c.done_at, t.closed_at, t.received_at))) AS DATE
    ) AS period_from
  FROM evidence.callbacks AS c
  CROSS JOIN meta.run AS r
  LEFT JOIN evidence.staff AS s ON c.staff_id = s.staff_id
  LEFT JOIN evidence.tickets AS t ON c.ticket_id = t.ticket_id
)

SELECT
  period_from,
  method,
  count(*) AS n,
  count(done_at) AS n_done,
  cast(count(done_at) AS DECIMAL(18, 8)) / count(*) AS done_rate,
  count(satisfaction) AS n_rated,
  count(*) FILTER (WHERE satisfaction >= 4) AS n_satisfied,
  cast(count(*) FILTER (WHERE satisfaction >= 4) AS DECIMAL(18, 8)) / nullif(count(satisfaction), 0)
    AS satisfied_rate,
  count(*) FILTER (WHERE problem_found) AS n_problems,
  count(reopened_ticket_id) AS n_reopened
FROM callback
WHERE (cast($department AS VARCHAR) IS NULL OR department_id = $department) AND in_scope(department_id)
GROUP BY period_from, method
ORDER BY period_from DESC, n DESC, method
