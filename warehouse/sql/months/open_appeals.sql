-- Question: which appeals against a month are not decided yet?
-- Grain:    one appeal.
-- Inputs:   published.audit.appeal, published.audit.verdict, published.rulebook.clause,
--           published.score.ledger_entry; $month.
-- The month of an appeal is the one it names, else that of the observation or entry it is about; an entry's
-- id ends with it. One that names none of these counts for every month: nobody can say that it does not
-- concern it.
WITH appealed AS (
  SELECT
    a.appeal_id,
    coalesce(
      a.period_from,
      try_cast(regexp_extract(a.entry_id, '(\d{4}-\d{2})(/back)?$', 1) || '-01' AS DATE),
      o.period_from
    ) AS month_from
  FROM published.audit.appeal AS a
  LEFT JOIN (
    SELECT
      c.clause_id || '/' || v.record_id AS observation_id,
      v.period_from
    FROM published.audit.verdict AS v
    INNER JOIN published.rulebook.clause AS c ON v.version_id = c.version_id
  ) AS o ON a.observation_id = o.observation_id
  WHERE a.state = 'open'
)

SELECT DISTINCT appeal_id
FROM appealed
WHERE coalesce(month_from, $month) = $month
ORDER BY appeal_id
