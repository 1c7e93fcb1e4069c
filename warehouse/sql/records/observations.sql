-- Question: what did an observer see, and of whom?
-- Grain:    one checklist item seen.
-- Inputs:   known.observations, known.staff, known.sanctions.
-- A month's bonus is forfeited once: a decision from the person's first failure on the same item in that
-- month on stands for all failures of the month.
WITH failed AS (
  SELECT
    clause_id,
    staff_id,
    date_trunc('month', cast(observed_at AS DATE)) AS month_from,
    min(observed_at) AS first_at
  FROM known.observations
  WHERE verdict = 'fail' AND staff_id IS NOT NULL AND observed_at IS NOT NULL
  GROUP BY ALL
),

forfeited AS (
  SELECT f.clause_id, f.staff_id, f.month_from, min(a.decided_at) AS decided_at
  FROM failed AS f
  INNER JOIN known.sanctions AS a
    ON f.staff_id = a.staff_id AND a.kind = 'bonus_forfeit' AND a.decided_at >= f.first_at
  GROUP BY f.clause_id, f.staff_id, f.month_from
)

SELECT
  o.*,
  o.obs_id AS record_id,
  coalesce(o.dept_id, s.dept_id) AS record_department_id,
  o.staff_id AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  o.observed_at AS record_at,
  o.observed_at AS record_settled_at,
  if(o.verdict = 'fail', forfeited.decided_at, NULL) AS "observations.forfeited_at",
  s.month_bonus_cny AS "observations.month_bonus_cny"
FROM known.observations AS o
LEFT JOIN known.staff AS s ON o.staff_id = s.staff_id
LEFT JOIN forfeited
  ON
    o.clause_id = forfeited.clause_id
    AND o.staff_id = forfeited.staff_id
    AND date_trunc('month', cast(o.observed_at AS DATE)) = forfeited.month_from
