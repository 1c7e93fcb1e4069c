-- Question: in which late deadlines of other departments does a department have a share?
-- Grain:    one breach among the first $first of its clause; n_breaches counts them all.
-- Inputs:   audit.attribution, audit.verdict, rulebook.clause; $department_id, $period_from, $first.
-- The largest share comes first.
SELECT
  c.clause_id AS counted_in,
  c.clause_id,
  c.title_zh,
  c.title_en,
  v.record_id,
  v.verdict,
  v.reason,
  TRUE AS is_shared,
  count(*) OVER (PARTITION BY c.clause_id) AS n_breaches
FROM audit.attribution AS a
INNER JOIN rulebook.clause AS c ON a.clause_id = c.clause_id
INNER JOIN audit.verdict AS v ON c.version_id = v.version_id AND a.record_id = v.record_id
WHERE
  a.department_id = $department_id
  AND a.share > 0
  AND v.department_id IS DISTINCT FROM $department_id
  AND v.period_from = $period_from
  AND v.verdict = 'breach'
  AND c.is_governing
QUALIFY
  row_number() OVER (PARTITION BY c.clause_id ORDER BY a.share DESC, v.record_id) <= $first
ORDER BY c.clause_id, a.share DESC, v.record_id
