-- Question: what did each department reach on what the scheme reads of clauses?
-- Grain:    one clause, department and month of an edition of the scheme.
-- Inputs:   audit.indicator, audit.attribution, audit.verdict, rulebook.clause, rulebook.scheme,
--           rulebook.scheme_indicator, quality.reconciliation, fact.setting.
-- A breach that several departments answer for leaves the count of the department it stands with and
-- enters theirs by their shares, so that every judged record counts 1 over all of them. A rate that counts
-- the verdicts of such a clause follows. Only governing clauses are read.
CREATE OR REPLACE TABLE fact.reading AS
WITH shared AS (
  SELECT
    a.clause_id,
    a.record_id,
    a.department_id,
    a.share,
    v.department_id AS counted_department_id,
    v.period_from
  FROM audit.attribution AS a
  INNER JOIN rulebook.clause AS c ON a.clause_id = c.clause_id
  INNER JOIN audit.verdict AS v ON c.version_id = v.version_id AND a.record_id = v.record_id
  WHERE v.verdict = 'breach'
),

moved AS (
  SELECT clause_id, department_id, period_from, sum(share) AS n
  FROM shared
  WHERE department_id IS NOT NULL
  GROUP BY ALL
  UNION ALL
  SELECT clause_id, counted_department_id, period_from, -count(DISTINCT record_id)
  FROM shared
  WHERE counted_department_id IS NOT NULL
  GROUP BY ALL
),

counted_by AS (
  SELECT DISTINCT clause_id, clause_id AS counting_id FROM rulebook.clause
  UNION
  SELECT DISTINCT rate_clause_id, clause_id FROM rulebook.clause
  WHERE rate_clause_id IS NOT NULL
),

change AS (
  SELECT
    b.counting_id AS clause_id,
    m.department_id,
    m.period_from,
    cast(sum(m.n) AS DECIMAL(18, 8)) AS n
  FROM moved AS m
  INNER JOIN counted_by AS b ON m.clause_id = b.clause_id
  GROUP BY b.counting_id, m.department_id, m.period_from
  HAVING sum(m.n) != 0
),

judged AS (
  SELECT
    coalesce(i.clause_id, x.clause_id) AS clause_id,
    coalesce(i.department_id, x.department_id) AS department_id,
    coalesce(i.period_from, x.period_from) AS period_from,
    cast(coalesce(i.numerator, 0) AS DECIMAL(18, 8)) AS numerator,
    cast(coalesce(i.denominator, 0) + coalesce(x.n, 0) AS DECIMAL(18, 8)) AS denominator,
    x.clause_id IS NOT NULL AS is_shared,
    i.rate,
    i.rate_low,
    i.rate_high,
    i.completeness_rate,
    i.target_rate,
    i.n_pending,
    i.verdict,
    i.reason,
    i.is_provisional
  FROM (SELECT * FROM audit.indicator WHERE department_id IS NOT NULL) AS i
  FULL JOIN change AS x
    ON
      i.clause_id = x.clause_id
      AND i.department_id = x.department_id
      AND i.period_from = x.period_from
),

recounted AS (
  SELECT
    j.* REPLACE (
      if(
        j.is_shared, if(j.denominator > 0, j.numerator / j.denominator, NULL), j.rate
      ) AS rate,
      coalesce(j.target_rate, w.target_rate) AS target_rate
    ),
    cast(j.denominator AS DECIMAL(28, 8)) * coalesce(j.target_rate, w.target_rate) AS owed,
    c.kind,
    c.subject,
    c.limit_op,
    coalesce(j.is_provisional, w.is_provisional, TRUE) AS may_change
  FROM judged AS j
  INNER JOIN rulebook.clause AS c ON j.clause_id = c.clause_id AND c.version_no = 1
  LEFT JOIN audit.indicator AS w
    ON
      j.clause_id = w.clause_id
      AND j.period_from = w.period_from
      AND w.department_id IS NULL
  WHERE c.is_governing
),

sound AS (
  SELECT
    table_name,
    if(n_received > 0, (n_received - n_quarantined) / n_received, NULL) AS accepted_rate
  FROM quality.reconciliation
)

SELECT
  e.edition_no,
  s.indicator_id,
  r.department_id,
  r.period_from,
  cast(r.period_from + INTERVAL 1 MONTH AS DATE) AS period_until,
  CASE s.reads
    WHEN 'rate_low' THEN if(r.is_shared, cast(round(greatest(v.low, 0), 8) AS DECIMAL(18, 8)), r.rate_low)
    WHEN 'rate_high' THEN if(r.is_shared, cast(round(least(v.high, 1), 8) AS DECIMAL(18, 8)), r.rate_high)
    ELSE cast(round(r.rate, 8) AS DECIMAL(18, 8))
  END AS value,
  r.numerator,
  r.denominator,
  r.denominator AS n,
  if(r.is_shared, cast(round(greatest(v.low, 0), 8) AS DECIMAL(18, 8)), r.rate_low) AS rate_low,
  if(r.is_shared, cast(round(least(v.high, 1), 8) AS DECIMAL(18, 8)), r.rate_high) AS rate_high,
  r.completeness_rate,
  cast(round(q.accepted_rate, 8) AS DECIMAL(18, 8)) AS accepted_rate,
  CASE
    WHEN NOT r.is_shared THEN r.verdict
    WHEN r.denominator = 0 THEN if(r.n_pending > 0, 'pending', 'not_applicable')
    WHEN r.verdict = 'not_assessed' THEN r.verdict
    WHEN r.kind != 'rate_threshold' THEN if(r.numerator < r.denominator, 'breach', 'compliant')
    WHEN r.limit_op = '<=' THEN if(r.numerator <= r.owed, 'compliant', 'breach')
    WHEN r.limit_op = '==' THEN if(r.numerator = r.owed, 'compliant', 'breach')
    ELSE if(r.numerator >= r.owed, 'compliant', 'breach')
  END AS verdict,
  if(r.is_shared AND r.denominator = 0, 'none_applicable', r.reason) AS reason,
  r.target_rate AS own_target,
  FALSE AS is_figure,
  r.may_change AS is_provisional
FROM recounted AS r
INNER JOIN rulebook.scheme_indicator AS s ON r.clause_id = s.clause_id
INNER JOIN rulebook.scheme AS e
  ON s.edition_no = e.edition_no AND fact.answers(e.valid_from, e.valid_until, r.period_from)
LEFT JOIN sound AS q ON r.subject = q.table_name
LEFT JOIN LATERAL (
  SELECT
    (
      r.rate + 1.920729410347062 / r.denominator
      - 1.959963984540054
      * sqrt((r.rate * (1 - r.rate) + 0.960364705173531 / r.denominator) / r.denominator)
    ) / (1 + 3.841458820694124 / r.denominator) AS low,
    (
      r.rate + 1.920729410347062 / r.denominator
      + 1.959963984540054
      * sqrt((r.rate * (1 - r.rate) + 0.960364705173531 / r.denominator) / r.denominator)
    ) / (1 + 3.841458820694124 / r.denominator) AS high
) AS v ON r.is_shared AND r.denominator > 0
