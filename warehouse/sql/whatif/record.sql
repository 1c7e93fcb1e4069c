-- Question: which records would be judged otherwise, and what would that cost or save?
-- Grain:    one clause and record with another verdict; the most money first, no more than $most.
-- Inputs:   base.audit.verdict, base.rulebook.clause, base.score.ledger_entry, changed.audit.verdict,
--           changed.rulebook.clause, changed.score.ledger_entry; $most.
WITH before AS (
  SELECT c.clause_id, v.record_id, v.department_id, v.period_from, v.verdict, v.measured
  FROM base.audit.verdict AS v
  INNER JOIN base.rulebook.clause AS c ON v.version_id = c.version_id
),

after AS (
  SELECT c.clause_id, v.record_id, v.department_id, v.period_from, v.verdict, v.measured
  FROM changed.audit.verdict AS v
  INNER JOIN changed.rulebook.clause AS c ON v.version_id = c.version_id
),

judged AS (
  SELECT
    coalesce(b.clause_id, a.clause_id) AS clause_id,
    coalesce(b.record_id, a.record_id) AS record_id,
    coalesce(a.department_id, b.department_id) AS department_id,
    coalesce(a.period_from, b.period_from) AS period_from,
    b.verdict AS verdict_before,
    a.verdict AS verdict_after,
    coalesce(a.measured, b.measured) AS measured
  FROM before AS b
  FULL JOIN after AS a ON b.clause_id = a.clause_id AND b.record_id = a.record_id
  WHERE b.verdict IS DISTINCT FROM a.verdict
),

money AS (
  SELECT
    observation_id,
    coalesce(sum(amount_cny) FILTER (side = 'before'), 0) AS cny_before,
    coalesce(sum(amount_cny) FILTER (side = 'after'), 0) AS cny_after
  FROM (
    SELECT 'before' AS side, observation_id, amount_cny FROM base.score.ledger_entry
    UNION ALL
    SELECT 'after' AS side, observation_id, amount_cny FROM changed.score.ledger_entry
  )
  GROUP BY observation_id
)

SELECT
  j.clause_id || '/' || j.record_id AS observation_id,
  j.clause_id,
  j.department_id,
  j.period_from,
  j.measured,
  j.verdict_before,
  j.verdict_after,
  coalesce(m.cny_before, 0) AS cny_before,
  coalesce(m.cny_after, 0) AS cny_after,
  count(*) OVER () AS n_records
FROM judged AS j
LEFT JOIN money AS m ON j.clause_id || '/' || j.record_id = m.observation_id
ORDER BY abs(coalesce(m.cny_after - m.cny_before, 0)) DESC, j.period_from DESC, observation_id
LIMIT $most
