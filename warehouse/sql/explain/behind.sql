-- Question: which breaches stand behind the indicators of one department's month?
-- Grain:    one breach among the first $first of its clause; n_breaches counts them all.
-- Inputs:   audit.verdict, audit.item, rulebook.clause; $department_id, $period_from, $first.
-- A rate counts its own items, or the observations of another clause; the longest delay comes first.
WITH observed AS (
  SELECT
    c.clause_id,
    c.title_zh,
    c.title_en,
    c.is_governing,
    v.record_id,
    v.verdict,
    v.reason,
    v.late_by_min,
    v.started_at
  FROM audit.verdict AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  WHERE
    v.department_id = $department_id AND v.period_from = $period_from AND v.verdict = 'breach'
),

breach AS (
  SELECT
    clause_id AS counted_in,
    * EXCLUDE (is_governing)
  FROM observed
  WHERE is_governing
  UNION ALL
  SELECT
    r.clause_id AS counted_in,
    o.* EXCLUDE (is_governing)
  FROM observed AS o
  INNER JOIN rulebook.clause AS r ON o.clause_id = r.rate_clause_id AND r.version_no = 1
  WHERE r.is_governing
  UNION ALL
  SELECT
    c.clause_id, c.clause_id, c.title_zh, c.title_en, i.record_id, i.outcome, i.reason, NULL, NULL
  FROM audit.item AS i
  INNER JOIN rulebook.clause AS c ON i.version_id = c.version_id
  WHERE
    i.department_id = $department_id
    AND i.period_from = $period_from
    AND i.outcome = 'breach'
    AND c.is_governing
)

SELECT
  *,
  FALSE AS is_shared,
  count(*) OVER (PARTITION BY counted_in) AS n_breaches
FROM breach
QUALIFY
  row_number() OVER (
    PARTITION BY counted_in ORDER BY late_by_min DESC NULLS LAST, started_at NULLS LAST, record_id
  ) <= $first
ORDER BY counted_in, late_by_min DESC NULLS LAST, started_at NULLS LAST, record_id
