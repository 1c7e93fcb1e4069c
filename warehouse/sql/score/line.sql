-- Question: what does each department lose, keep or earn, indicator by indicator?
-- Grain:    one addend of a department's points in a month.
-- Inputs:   score.measure, rulebook.scheme, rulebook.scheme_indicator, rulebook.label.
-- A month has a base, and a score, where something was scored. Points at stake of all lines add up to the
-- base, but for those that count as earned where they are absent.
WITH counted AS (
  SELECT
    m.*,
    s.title_zh,
    s.title_en,
    s.curve,
    s.below_gate,
    e.base_points,
    coalesce(k.zh, s.curve) AS curve_zh,
    coalesce(k.en, s.curve) AS curve_en,
    m.department_id || '/' || strftime(m.period_from, '%Y-%m') AS prefix
  FROM score.measure AS m
  INNER JOIN rulebook.scheme_indicator AS s
    ON m.edition_no = s.edition_no AND m.indicator_id = s.indicator_id
  INNER JOIN rulebook.scheme AS e ON m.edition_no = e.edition_no
  LEFT JOIN rulebook.label AS k ON k.list = 'curves' AND s.curve = k.code
  WHERE m.department_id IS NOT NULL AND m.points_at_stake > 0
),

told AS (
  SELECT
    *,
    points - points_at_stake AS gained,
    fact.plain(points_at_stake) AS stake,
    fact.plain(abs(points - points_at_stake)) AS moved,
    CASE
      WHEN state = 'below_gate' THEN 'gate'
      WHEN points > points_at_stake THEN 'bonus'
      ELSE 'deduction'
    END AS kind
  FROM counted
  WHERE state IN ('scored', 'below_gate')
)

SELECT DISTINCT
  prefix || '/base' AS line_id,
  department_id,
  period_from,
  'base' AS kind,
  cast(NULL AS VARCHAR) AS source_id,
  base_points AS points,
  cast(0 AS DECIMAL(18, 2)) AS amount_cny,
  '基础分' AS basis_zh,
  'base points' AS basis
FROM counted
UNION ALL
SELECT
  prefix || '/' || indicator_id AS line_id,
  department_id,
  period_from,
  kind,
  indicator_id || '/' || strftime(period_from, '%Y-%m') || '/' || department_id AS source_id,
  gained AS points,
  cast(0 AS DECIMAL(18, 2)) AS amount_cny,
  title_zh || '：' || CASE
    WHEN kind = 'gate'
      THEN
        '低于计分门槛，' || stake || ' 分' || if(share = 0, '全扣', '不扣')
    WHEN curve = 'share'
      THEN
        '违规 ' || fact.plain(denominator - numerator) || ' / 评价 ' || fact.plain(denominator) || '，'
        || stake || ' 分按违规比例扣 ' || moved
    WHEN curve = 'verdict'
      THEN
        '合格率 ' || fact.plain(numerator) || '/' || fact.plain(denominator)
        || if(share = 0, '，未达标，扣全部 ', '，达标，满分 ') || stake || ' 分'
    ELSE
      '值 ' || fact.plain(value) || '，按' || curve_zh || '得 ' || stake || ' 分的 ' || fact.plain(share)
      || if(gained > 0, '，加 ', '，扣 ') || moved
  END AS basis_zh,
  title_en || ': ' || CASE
    WHEN kind = 'gate'
      THEN
        'below the gate for scoring, ' || if(share = 0, 'all of ', 'none of ') || stake || ' points lost'
    WHEN curve = 'share'
      THEN
        fact.plain(denominator - numerator) || ' in breach of ' || fact.plain(denominator) || ' judged: '
        || moved || ' of ' || stake || ' points lost'
    WHEN curve = 'verdict'
      THEN
        'rate ' || fact.plain(numerator) || '/' || fact.plain(denominator)
        || if(share = 0, ' misses the target: all of ', ' meets the target: none of ') || stake
        || ' points lost'
    ELSE
      'value ' || fact.plain(value) || ', ' || curve_en || ': keeps ' || fact.plain(share) || ' of ' || stake
      || ' points, ' || moved || if(gained > 0, ' gained', ' lost')
  END AS basis
FROM told
