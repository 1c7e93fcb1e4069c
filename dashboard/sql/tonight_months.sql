-- Question: how final are the months, and what did they cost?
-- Grain:    one month.
-- Inputs:   score.scorecard, score.ledger_entry, prepared.verdict_count, rulebook.clause.
-- Breaches are records of governing clauses, those that no department answers for among them.
WITH broken AS (
  SELECT
    v.period_from,
    cast(sum(v.n) AS BIGINT) AS n_breaches
  FROM prepared.verdict_count AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  WHERE v.verdict = 'breach' AND c.is_governing AND in_scope(v.department_id)
  GROUP BY v.period_from
),

accrued AS (
  SELECT
    e.period_from,
    sum(e.amount_cny) AS accruing_cny
  FROM score.ledger_entry AS e
  WHERE e.status = 'accruing' AND e.kind IN ('compensation', 'refund') AND in_scope(e.department_id)
  GROUP BY e.period_from
),

carded AS (
  SELECT
    s.period_from,
    count(*) AS n_departments,
    count(*) FILTER (s.is_provisional) AS n_provisional,
    sum(s.reward_cny) AS reward_cny,
    sum(s.fine_cny) AS fine_cny,
    sum(s.compensation_cny) AS compensation_cny
  FROM score.scorecard AS s
  WHERE in_scope(s.department_id)
  GROUP BY s.period_from
)

SELECT
  c.*,
  coalesce(b.n_breaches, 0) AS n_breaches,
  coalesce(a.accruing_cny, 0) AS accruing_cny,
  c.compensation_cny - coalesce(a.accruing_cny, 0) AS booked_cny
FROM carded AS c
LEFT JOIN broken AS b ON c.period_from = b.period_from
LEFT JOIN accrued AS a ON c.period_from = a.period_from
ORDER BY c.period_from DESC
LIMIT 6
