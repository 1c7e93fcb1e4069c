-- Question: how many records were in order between one breach of a clause and the next?
-- Grain:    one breach, the oldest first; place and n_all count the judged records in order of time.
-- Inputs:   audit.verdict, rulebook.clause, meta.run; $clause, $from_month and $month (both included),
--           $department (null = the whole utility).
WITH judged AS (
  SELECT
    v.record_id,
    v.started_at,
    v.verdict,
    row_number() OVER (ORDER BY v.started_at, v.record_id) AS place,
    count(*) OVER () AS n_all
  FROM audit.verdict AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  WHERE
    c.clause_id = $clause
    AND v.period_from BETWEEN $from_month AND $month
    AND v.verdict IN ('compliant', 'breach')
    AND v.started_at IS NOT NULL
    AND (cast($department AS VARCHAR) IS NULL OR v.department_id = $department)
    AND in_scope(v.department_id)
)

SELECT
  record_id,
  started_at,
  place,
  n_all,
  place - lag(place) OVER (ORDER BY place) - 1 AS between_n
FROM judged
WHERE verdict = 'breach'
ORDER BY place
