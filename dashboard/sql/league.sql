-- Question: how did the departments do in a month, and which of them can be told apart?
-- Grain:    one department; who may not see another sees its points, grade and band, not its name.
-- Inputs:   score.scorecard, score.comparison, prepared.scorecard_count; $month, $names (whether the
--           others are named).
-- The band: which ranks a department may hold by the interval of its breaches, its mix of work allowed for.
-- Breaches are records of governing clauses, as the list of observations counts them; rates that missed their
-- target stand apart. Months are set beside each other where both are over and have a grade: before that,
-- what has no evidence yet looks like a gain.
WITH settled AS (
  SELECT *
  FROM score.scorecard
  WHERE grade IS NOT NULL AND state != 'running'
),

carded AS (
  SELECT
    s.* EXCLUDE (n_breaches),
    w.points_assessed,
    w.points_total,
    w.n_breaches,
    w.n_missed,
    n.points - p.points AS change_month,
    n.points - y.points AS change_year,
    k.is_ranked,
    k.unranked_reason,
    k.rank_from,
    k.rank_to,
    k.n_ranked,
    k.breach_ratio,
    k.breach_ratio_low,
    k.breach_ratio_high,
    k.n AS compared_n,
    k.actual_breaches,
    k.expected_breaches,
    in_scope(s.department_id) AS is_own
  FROM score.scorecard AS s
  LEFT JOIN settled AS n ON s.department_id = n.department_id AND s.period_from = n.period_from
  LEFT JOIN settled AS p
    ON
      s.department_id = p.department_id
      AND cast(s.period_from - INTERVAL 1 MONTH AS DATE) = p.period_from
  LEFT JOIN settled AS y
    ON
      s.department_id = y.department_id
      AND cast(s.period_from - INTERVAL 1 YEAR AS DATE) = y.period_from
  LEFT JOIN score.comparison AS k
    ON
      k.kind = 'all_clauses'
      AND s.department_id = k.department_id
      AND s.period_from = k.period_from
  LEFT JOIN
    prepared.scorecard_count AS w
    ON s.department_id = w.department_id AND s.period_from = w.period_from
  WHERE s.period_from = $month
)

SELECT
  if(is_own OR $names, department_id, NULL) AS department_id,
  is_own,
  points,
  grade,
  grade_reason,
  state,
  is_provisional,
  is_ranked,
  unranked_reason,
  rank_from,
  rank_to,
  n_ranked,
  if(is_own, breach_ratio, NULL) AS breach_ratio,
  if(is_own, breach_ratio_low, NULL) AS breach_ratio_low,
  if(is_own, breach_ratio_high, NULL) AS breach_ratio_high,
  if(is_own, actual_breaches, NULL) AS actual_breaches,
  if(is_own, expected_breaches, NULL) AS expected_breaches,
  if(is_own, change_month, NULL) AS change_month,
  if(is_own, change_year, NULL) AS change_year,
  if(is_own, compared_n, NULL) AS compared_n,
  if(is_own, coverage_rate, NULL) AS coverage_rate,
  if(is_own, points_assessed, NULL) AS points_assessed,
  if(is_own, points_total, NULL) AS points_total,
  if(is_own, n_clauses_assessed, NULL) AS n_clauses_assessed,
  if(is_own, n_clauses, NULL) AS n_clauses,
  if(is_own, n_breaches, NULL) AS n_breaches,
  if(is_own, n_missed, NULL) AS n_missed,
  if(is_own, reward_cny, NULL) AS reward_cny,
  if(is_own, fine_cny, NULL) AS fine_cny,
  if(is_own, compensation_cny, NULL) AS compensation_cny
FROM carded
ORDER BY grade IS NULL, points DESC NULLS LAST, is_own DESC, md5(department_id)
