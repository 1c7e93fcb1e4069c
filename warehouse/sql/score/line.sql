-- Question: what does each department lose or keep, line by line?
-- Grain:    one addend of a department's points in a month.
-- Inputs:   audit.indicator, rulebook.clause, rulebook.weight, fact.scheme.
-- Only governing clauses that could be judged count; the points at stake are shared out over those, so that
-- what does not apply neither helps nor harms. Points are rounded half up to 0.01 on each line, so that the
-- sum of the lines is the score.
WITH scored AS (
  SELECT
    i.*,
    w.points AS weight,
    w.curve,
    c.title_zh,
    c.title_en,
    sum(w.points) OVER (PARTITION BY i.department_id, i.period_from) AS all_weights
  FROM audit.indicator AS i
  INNER JOIN rulebook.weight AS w ON i.clause_id = w.clause_id
  INNER JOIN rulebook.clause AS c ON i.clause_id = c.clause_id AND c.version_no = 1
  WHERE i.department_id IS NOT NULL AND c.is_governing AND i.verdict IN ('compliant', 'breach')
),

lost AS (
  SELECT
    *,
    cast(floor(s.base_points * weight * 100 / all_weights) / 100 AS DECIMAL(18, 4)) AS at_stake,
    CASE
      WHEN curve = 'cliff' THEN if(verdict = 'breach', 1.0, 0.0)
      ELSE (denominator - numerator) / denominator
    END AS share_lost
  FROM scored
  CROSS JOIN fact.scheme AS s
),

deduction AS (
  SELECT
    *,
    cast(round(at_stake * share_lost, 2) AS DECIMAL(18, 4)) AS points_lost,
    cast(at_stake AS DECIMAL(18, 2)) AS shown_at_stake,
    cast(round(at_stake * share_lost, 2) AS DECIMAL(18, 2)) AS shown_lost
  FROM lost
)

SELECT DISTINCT
  department_id || '/' || strftime(period_from, '%Y-%m') || '/base' AS line_id,
  department_id,
  period_from,
  'base' AS kind,
  cast(NULL AS VARCHAR) AS source_id,
  base_points AS points,
  cast(0 AS DECIMAL(18, 2)) AS amount_cny,
  '基础分' AS basis_zh,
  'base points' AS basis
FROM lost
UNION ALL
SELECT
  department_id || '/' || strftime(period_from, '%Y-%m') || '/' || clause_id AS line_id,
  department_id,
  period_from,
  'deduction' AS kind,
  clause_id || '/' || strftime(period_from, '%Y-%m') || '/' || department_id AS source_id,
  -points_lost AS points,
  cast(0 AS DECIMAL(18, 2)) AS amount_cny,
  title_zh || '：' || CASE
    WHEN curve = 'cliff'
      THEN
        '合格率 ' || numerator || '/' || denominator
        || if(verdict = 'breach', '，未达标，扣全部 ', '，达标，满分 ') || shown_at_stake || ' 分'
    ELSE
      '违规 ' || (denominator - numerator) || ' / 评价 ' || denominator || '，' || shown_at_stake
      || ' 分按违规比例扣 ' || shown_lost
  END AS basis_zh,
  title_en || ': ' || CASE
    WHEN curve = 'cliff'
      THEN
        'rate ' || numerator || '/' || denominator
        || if(verdict = 'breach', ' misses the target: all of ', ' meets the target: none of ')
        || shown_at_stake || ' points lost'
    ELSE
      (denominator - numerator) || ' in breach of ' || denominator || ' judged: ' || shown_lost
      || ' of ' || shown_at_stake || ' points lost'
  END AS basis
FROM deduction
