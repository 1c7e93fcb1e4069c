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
    s.reads,
    s.figure,
    s.better,
    s.target,
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
    fact.plain(share * 100) || '%' AS kept,
    fact.grouped(denominator - numerator) AS n_broken,
    '（' || fact.grouped(numerator) || '/' || fact.grouped(denominator) || '）' AS counts_zh,
    ' (' || fact.grouped(numerator) || '/' || fact.grouped(denominator) || ')' AS counts,
    -- What misses the target and loses nothing lies within what the curve allows.
    figure IS NULL AND points = points_at_stake AND better = 'higher' AND value < target AS is_allowed,
    fact.plain(cast(value * 100 AS DECIMAL(18, 4))) || '%' AS exact,
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
        '违规 ' || n_broken || ' / 评价 ' || fact.grouped(denominator) || '，'
        || stake || ' 分按违规比例扣 ' || moved
    WHEN curve = 'verdict'
      THEN
        if(figure IS NULL, '合格率 ' || fact.percent(value), '值 ' || fact.plain(value))
        || coalesce(counts_zh, '')
        || if(share = 0, '，未达标，扣全部 ', '，达标，满分 ') || stake || ' 分'
    ELSE
      CASE
        WHEN figure IS NOT NULL THEN '值 ' || fact.plain(value)
        WHEN reads = 'rate'
          THEN '合格率 ' || if(is_allowed, exact, fact.percent(value)) || coalesce(counts_zh, '')
        ELSE
          '合格率区间' || if(reads = 'rate_low', '下限 ', '上限 ') || fact.percent(value)
          || coalesce(counts_zh, '')
      END
      || if(
        is_allowed,
        coalesce('，违规 ' || n_broken || ' 件', '') || '：在目标 ' || fact.percent(target) || ' 的容许内，'
        || stake || ' 分不扣',
        '，按' || curve_zh || '得 ' || stake || ' 分的 ' || kept
        || CASE WHEN gained = 0 THEN '，不扣分' WHEN gained > 0 THEN '，加 ' || moved ELSE '，扣 ' || moved END
      )
  END AS basis_zh,
  title_en || ': ' || CASE
    WHEN kind = 'gate'
      THEN
        'below the gate for scoring, ' || if(share = 0, 'all of ', 'none of ') || stake || ' points lost'
    WHEN curve = 'share'
      THEN
        n_broken || ' in breach of ' || fact.grouped(denominator) || ' judged: '
        || moved || ' of ' || stake || ' points lost'
    WHEN curve = 'verdict'
      THEN
        if(figure IS NULL, 'rate ' || fact.percent(value), 'value ' || fact.plain(value))
        || coalesce(counts, '')
        || if(share = 0, ' misses the target: all of ', ' meets the target: none of ') || stake
        || ' points lost'
    ELSE
      CASE
        WHEN figure IS NOT NULL THEN 'value ' || fact.plain(value)
        WHEN reads = 'rate' THEN 'rate ' || if(is_allowed, exact, fact.percent(value)) || coalesce(counts, '')
        ELSE
          if(reads = 'rate_low', 'lower', 'upper') || ' end of the interval of the rate '
          || fact.percent(value) || coalesce(counts, '')
      END
      || if(
        is_allowed,
        coalesce(', ' || n_broken || ' in breach', '') || ': within what the target of '
        || fact.percent(target) || ' allows, none of ' || stake || ' points lost',
        ', ' || curve_en || ': keeps ' || kept || ' of ' || stake || ' points, '
        || CASE WHEN gained = 0 THEN 'none' ELSE moved END || if(gained > 0, ' gained', ' lost')
      )
  END AS basis
FROM told
