-- Question: how many of the tickets closed in a month were called back, and what did customers say?
-- Grain:    one month, the newest first.
-- Inputs:   evidence.callbacks, evidence.staff, evidence.tickets, meta.run; $department (null = the whole
--           utility).
-- Every closed ticket that was not cancelled is to be called back; it counts for its department and the month
-- of its closing. A call counts for the department that made it; an attempt without an instant was
-- not made, and lies in the month its ticket was closed, else received.
WITH called AS (
  SELECT DISTINCT ticket_id
  FROM evidence.callbacks
  WHERE done_at IS NOT NULL
),

closed AS (
  SELECT
    cast(date_trunc('month', timezone(r.zone, t.closed_at)) AS DATE) AS period_from,
    count(*) AS n_closed,
    count(k.ticket_id) AS n_called
  FROM evidence.tickets AS t
  CROSS JOIN meta.run AS r
  LEFT JOIN called AS k ON t.ticket_id = k.ticket_id
  WHERE
    t.closed_at IS NOT NULL
    AND t.status IS DISTINCT FROM 'cancelled'
    AND (cast($department AS VARCHAR) IS NULL OR t.dept_id = $department)
    AND in_scope(t.dept_id)
  GROUP BY ALL
),

made AS (
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
),

callback AS (
  SELECT
    period_from,
    count(done_at) AS n_done,
    count(*) - count(done_at) AS n_missed,
    count(satisfaction) AS n_rated,
    count(*) FILTER (WHERE satisfaction >= 4) AS n_satisfied,
    count(*) FILTER (WHERE problem_found) AS n_problems,
    count(reopened_ticket_id) AS n_reopened
  FROM made
  WHERE (cast($department AS VARCHAR) IS NULL OR department_id = $department) AND in_scope(department_id)
  GROUP BY period_from
)

SELECT
  coalesce(c.period_from, m.period_from) AS period_from,
  c.n_closed,
  c.n_called,
  cast(c.n_called AS DECIMAL(18, 8)) / c.n_closed AS called_rate,
  m.n_done,
  m.n_missed,
  m.n_rated,
  m.n_satisfied,
  cast(m.n_satisfied AS DECIMAL(18, 8)) / nullif(m.n_rated, 0) AS satisfied_rate,
  m.n_problems,
  m.n_reopened
FROM closed AS c
FULL JOIN callback AS m ON c.period_from = m.period_from
ORDER BY coalesce(c.period_from, m.period_from) DESC
