-- Question: which ledger entries differ between two audits, and why?
-- Grain:    one entry that differs in amount, parties, department or status, with exactly one cause.
-- Inputs:   one.score.ledger_entry, one.score.restatement, other.score.ledger_entry,
--           other.score.restatement, diff_change, diff_line, diff_points, diff_run, diff_other_money,
--           diff_other_scheme_month, diff_rank.
-- The cause is a decision on the entry, else that of its observation, else the money its clause states,
-- else, for an entry on no observation, what moved most points of its department and month. An entry that
-- only runs on follows the time; one that restates a closed month has the cause of that restatement.
CREATE OR REPLACE TEMP TABLE diff_entry AS
WITH paired AS (
  SELECT
    coalesce(a.entry_id, b.entry_id) AS entry_id,
    coalesce(a.kind, b.kind) AS kind,
    coalesce(a.clause_id, b.clause_id) AS clause_id,
    coalesce(a.observation_id, b.observation_id) AS observation_id,
    coalesce(a.period_from, b.period_from) AS period_from,
    coalesce(a.restates, b.restates) AS restates,
    a.department_id AS department_one,
    b.department_id AS department_other,
    a.payer_id AS payer_one,
    b.payer_id AS payer_other,
    a.payee_id AS payee_one,
    b.payee_id AS payee_other,
    a.status AS status_one,
    b.status AS status_other,
    a.decision_id AS decision_one,
    b.decision_id AS decision_other,
    if(coalesce(a.is_reversal, FALSE), -1, 1) * a.amount_cny AS amount_one,
    if(coalesce(b.is_reversal, FALSE), -1, 1) * b.amount_cny AS amount_other
  FROM one.score.ledger_entry AS a
  FULL JOIN other.score.ledger_entry AS b ON a.entry_id = b.entry_id
  WHERE
    a.amount_cny IS DISTINCT FROM b.amount_cny
    OR a.department_id IS DISTINCT FROM b.department_id
    OR a.payer_id IS DISTINCT FROM b.payer_id
    OR a.payee_id IS DISTINCT FROM b.payee_id
    OR a.status IS DISTINCT FROM b.status
    OR a.kind IS DISTINCT FROM b.kind
),

observed AS (
  SELECT observation_id, period_from, min_by(h.cause, k.rank) AS cause
  FROM diff_change AS h
  INNER JOIN diff_rank AS k ON h.cause = k.cause
  GROUP BY observation_id, period_from
),

restated AS (
  SELECT booked_as AS entry_id, min(cause) AS cause
  FROM (
    SELECT booked_as, cause FROM one.score.restatement
    UNION
    SELECT booked_as, cause FROM other.score.restatement
  )
  WHERE booked_as IS NOT NULL
  GROUP BY booked_as
),

moved AS (
  SELECT l.department_id, l.period_from, p.cause, sum(abs(p.points)) AS points
  FROM diff_points AS p
  INNER JOIN diff_line AS l ON p.line_id = l.line_id
  GROUP BY l.department_id, l.period_from, p.cause
),

most AS (
  SELECT m.department_id, m.period_from, m.cause
  FROM moved AS m
  INNER JOIN diff_rank AS k ON m.cause = k.cause
  QUALIFY
    row_number() OVER (PARTITION BY m.department_id, m.period_from ORDER BY m.points DESC, k.rank) = 1
)

SELECT
  p.*,
  cast(coalesce(p.amount_other, 0) - coalesce(p.amount_one, 0) AS DECIMAL(18, 2)) AS amount_cny,
  CASE
    WHEN p.restates IS NOT NULL AND t.cause IS NOT NULL THEN t.cause
    WHEN coalesce(p.decision_one, '') != coalesce(p.decision_other, '') THEN 'decision'
    WHEN o.cause IS NOT NULL THEN o.cause
    WHEN y.clause_id IS NOT NULL OR (p.clause_id IS NOT NULL AND r.has_other_counting) THEN 'rule'
    WHEN p.observation_id IS NULL AND m.cause IS NOT NULL THEN m.cause
    WHEN p.observation_id IS NULL AND q.period_from IS NOT NULL THEN 'rule'
    WHEN r.is_other_instant AND (p.status_one = 'accruing' OR p.status_other = 'accruing') THEN 'time'
    ELSE r.left_over
  END AS cause
FROM paired AS p
CROSS JOIN diff_run AS r
LEFT JOIN observed AS o ON p.observation_id = o.observation_id AND p.period_from = o.period_from
LEFT JOIN restated AS t ON p.entry_id = t.entry_id
LEFT JOIN diff_other_money AS y ON p.clause_id = y.clause_id
LEFT JOIN diff_other_scheme_month AS q ON p.period_from = q.period_from
LEFT JOIN most AS m
  ON
    coalesce(p.department_other, p.department_one) = m.department_id
    AND p.period_from = m.period_from
