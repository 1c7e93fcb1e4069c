-- Question: which rates may be compared, and what do the twelve months to each month add up to?
-- Grain:    one governing clause, month and department that was judged in it or in the eleven months before.
-- Inputs:   audit.indicator, rulebook.clause, fact.setting.
-- Months whose evidence is less complete than the profile's gate do not enter the twelve months. Months of a
-- rate that is no share of counts (a mean of rates) cannot be added: their sum is marked as one without.
WITH indicator AS (
  SELECT
    i.*,
    c.kind,
    if(c.kind = 'rate_threshold', coalesce(v.limit_op, c.limit_op), NULL) AS aim_op,
    i.denominator > 0 AS is_judged,
    i.denominator > 0 AND coalesce(i.reason, '') != 'insufficient_data' AS is_complete
  FROM audit.indicator AS i
  INNER JOIN rulebook.clause AS c ON i.clause_id = c.clause_id AND c.version_no = 1
  LEFT JOIN rulebook.clause AS v
    ON
      i.clause_id = v.clause_id
      AND (v.version_from IS NULL OR i.period_from >= v.version_from)
      AND (v.version_until IS NULL OR i.period_from < v.version_until)
  WHERE i.department_id IS NOT NULL AND c.is_governing
),

span AS (
  SELECT max(period_from) AS last_from FROM indicator
  WHERE is_judged
),

rolling AS (
  SELECT
    i.clause_id,
    i.department_id,
    cast(i.period_from + to_months(cast(m.month AS INTEGER)) AS DATE) AS period_from,
    any_value(i.kind) AS kind,
    min(i.period_from) FILTER (i.is_complete) AS rolling_from,
    coalesce(sum(i.denominator) FILTER (i.is_complete), 0) AS rolling_n,
    coalesce(sum(i.numerator) FILTER (i.is_complete), 0) AS rolling_kept,
    sum(i.interval_n) FILTER (i.is_complete) AS rolling_interval_n,
    bool_and(i.interval_n IS NOT NULL) FILTER (i.is_complete) AS is_summable
  FROM indicator AS i
  CROSS JOIN range(12) AS m (month)
  CROSS JOIN span AS s
  WHERE i.is_judged AND i.period_from + to_months(cast(m.month AS INTEGER)) <= s.last_from
  GROUP BY ALL
)

SELECT
  r.clause_id,
  r.department_id,
  r.period_from,
  r.kind,
  coalesce(i.aim_op, '') AS aim_op,
  coalesce(i.denominator, 0) AS n,
  coalesce(i.numerator, 0) AS kept,
  i.rate,
  i.rate_low,
  i.rate_high,
  cast(i.interval_n AS DOUBLE) AS interval_n,
  coalesce(i.interval_method = 'wilson_95', FALSE) AS is_independent,
  i.target_rate,
  i.verdict,
  i.reason,
  r.rolling_from,
  r.rolling_n,
  r.rolling_kept,
  cast(if(r.is_summable, r.rolling_interval_n, NULL) AS DOUBLE) AS rolling_interval_n,
  coalesce(
    i.is_provisional, cast(r.period_from + INTERVAL 1 MONTH AS DATE) > cast(s.as_of AS DATE)
  ) AS is_provisional
FROM rolling AS r
CROSS JOIN fact.setting AS s
LEFT JOIN indicator AS i
  ON
    r.clause_id = i.clause_id
    AND r.department_id = i.department_id
    AND r.period_from = i.period_from
ORDER BY r.clause_id, r.period_from, r.department_id
