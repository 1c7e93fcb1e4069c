-- Question: which prepared tables do not add up to the rows they stand for?
-- Grain:    one table and one of its sums.
-- Inputs:   the schema prepared, audit.verdict, audit.item, audit.result_state, audit.named_rate,
--           rulebook.clause, evidence.meter_readings, evidence.pressure_readings.
-- Readings may be gone that a frozen month was judged by: points count no more than was judged.
WITH verdict AS (
  SELECT version_id, period_from, verdict, count(*) AS n
  FROM audit.verdict
  GROUP BY ALL
),

governing AS (
  SELECT v.*, c.clause_id, c.subject, c.kind
  FROM verdict AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  WHERE c.is_governing
),

found AS (
  SELECT 'verdict_count' AS of_table, concat_ws('/', version_id, period_from, verdict) AS of_what, n
  FROM verdict
  UNION ALL
  SELECT 'item_count' AS of_table, concat_ws('/', version_id, period_from, outcome) AS of_what, count(*) AS n
  FROM audit.item
  GROUP BY ALL
  UNION ALL
  SELECT 'ticket_count' AS of_table, if(verdict = 'compliant', 'kept', verdict) AS of_what, sum(n) AS n
  FROM governing
  WHERE subject = 'tickets' AND verdict IN ('breach', 'pending', 'compliant')
  GROUP BY ALL
  UNION ALL
  SELECT 'water_parameter' AS of_table, parameter AS of_what, count(*) AS n
  FROM audit.result_state
  WHERE sampled_at IS NOT NULL
  GROUP BY ALL
  UNION ALL
  SELECT 'water_point' AS of_table, point_id AS of_what, count(*) AS n
  FROM audit.result_state
  WHERE sampled_at IS NOT NULL AND point_id IS NOT NULL
  GROUP BY ALL
  UNION ALL
  SELECT 'item_parameter' AS of_table, concat_ws('/', i.version_id, i.period_from) AS of_what, count(*) AS n
  FROM audit.item AS i
  INNER JOIN audit.result_state AS s ON i.record_id = s.sample_id || '|' || s.parameter
  WHERE i.outcome IN ('compliant', 'breach')
  GROUP BY ALL
  UNION ALL
  SELECT 'verdict_day' AS of_table, concat_ws('/', version_id, period_from, verdict) AS of_what, count(*) AS n
  FROM audit.verdict
  WHERE verdict IN ('compliant', 'breach') AND started_at IS NOT NULL
  GROUP BY ALL
  UNION ALL
  SELECT 'pressure_day' AS of_table, point_id AS of_what, count(*) AS n
  FROM evidence.pressure_readings
  WHERE read_at IS NOT NULL
  GROUP BY ALL
  UNION ALL
  SELECT 'meter_month' AS of_table, NULL AS of_what, count(*) AS n
  FROM evidence.meter_readings
  WHERE period IS NOT NULL
  HAVING count(*) > 0
  UNION ALL
  SELECT 'clause' AS of_table, regulation AS of_what, count(DISTINCT clause_id) AS n
  FROM rulebook.clause
  GROUP BY ALL
  UNION ALL
  SELECT 'rate_basis' AS of_table, concat_ws('/', clause_id, definition_id) AS of_what, count(*) AS n
  FROM audit.named_rate
  GROUP BY ALL
),

prepared_sum AS (
  SELECT
    'verdict_count' AS of_table, concat_ws('/', version_id, period_from, verdict) AS of_what, sum(n) AS n
  FROM prepared.verdict_count
  GROUP BY ALL
  UNION ALL
  SELECT 'item_count' AS of_table, concat_ws('/', version_id, period_from, outcome) AS of_what, sum(n) AS n
  FROM prepared.item_count
  GROUP BY ALL
  UNION ALL
  SELECT 'ticket_count' AS of_table, 'breach' AS of_what, sum(n_breaches) AS n FROM prepared.ticket_count
  UNION ALL
  SELECT 'ticket_count' AS of_table, 'pending' AS of_what, sum(n_pending) AS n FROM prepared.ticket_count
  UNION ALL
  SELECT 'ticket_count' AS of_table, 'kept' AS of_what, sum(n_judged - n_breaches) AS n
  FROM prepared.ticket_count
  UNION ALL
  SELECT 'water_parameter' AS of_table, parameter AS of_what, sum(denominator + n_undecided) AS n
  FROM prepared.water_parameter
  GROUP BY ALL
  UNION ALL
  SELECT 'water_point' AS of_table, point_id AS of_what, sum(denominator + n_undecided) AS n
  FROM prepared.water_point
  GROUP BY ALL
  UNION ALL
  SELECT
    'item_parameter' AS of_table, concat_ws('/', version_id, period_from) AS of_what, sum(denominator) AS n
  FROM prepared.item_parameter
  GROUP BY ALL
  UNION ALL
  SELECT
    'verdict_day' AS of_table,
    concat_ws('/', version_id, period_from, 'breach') AS of_what,
    sum(n_breach) AS n
  FROM prepared.verdict_day
  GROUP BY ALL
  UNION ALL
  SELECT
    'verdict_day' AS of_table,
    concat_ws('/', version_id, period_from, 'compliant') AS of_what,
    sum(n - n_breach) AS n
  FROM prepared.verdict_day
  GROUP BY ALL
  UNION ALL
  SELECT 'pressure_day' AS of_table, point_id AS of_what, sum(n_all) AS n
  FROM prepared.pressure_day
  GROUP BY ALL
  UNION ALL
  SELECT 'meter_month' AS of_table, NULL AS of_what, sum(n) AS n
  FROM prepared.meter_month
  UNION ALL
  SELECT 'clause' AS of_table, regulation AS of_what, count(*) AS n
  FROM prepared.clause
  GROUP BY ALL
  UNION ALL
  SELECT 'rate_basis' AS of_table, concat_ws('/', clause_id, definition_id) AS of_what, count(*) AS n
  FROM prepared.rate_basis
  GROUP BY ALL
),

judged AS (
  SELECT clause_id, period_from, sum(n) AS n
  FROM governing
  WHERE subject = 'pressure_readings' AND kind = 'value_limit' AND verdict IN ('compliant', 'breach')
  GROUP BY ALL
)

SELECT
  coalesce(f.of_table, p.of_table) AS of_table,
  coalesce(f.of_what, p.of_what) AS of_what,
  f.n,
  p.n AS n_prepared
FROM found AS f
FULL JOIN prepared_sum AS p ON f.of_table = p.of_table AND f.of_what IS NOT DISTINCT FROM p.of_what
WHERE coalesce(f.n, 0) != coalesce(p.n, 0)
UNION ALL
SELECT
  'pressure_point' AS of_table,
  p.clause_id || '/' || p.period_from AS of_what,
  any_value(j.n),
  sum(p.denominator)
FROM prepared.pressure_point AS p
LEFT JOIN judged AS j ON p.clause_id = j.clause_id AND p.period_from = j.period_from
GROUP BY p.clause_id, p.period_from
HAVING sum(p.denominator) > coalesce(any_value(j.n), 0)
UNION ALL
SELECT 'pressure_duration' AS of_table, p.point_id || '/' || p.period_from AS of_what, 28 AS n, count(d.share)
FROM (
  SELECT DISTINCT point_id, period_from FROM prepared.pressure_point WHERE lowest IS NOT NULL
) AS p
LEFT JOIN prepared.pressure_duration AS d ON p.point_id = d.point_id AND p.period_from = d.period_from
GROUP BY p.point_id, p.period_from
HAVING count(DISTINCT d.share) != 28
