-- Question: what does doubt about the evidence take off what was earned, where the scheme multiplies by it?
-- Grain:    one indicator of a department's month that keeps points on evidence less than wholly sound.
-- Inputs:   score.measure, rulebook.scheme, rulebook.scheme_indicator.
SELECT
  m.department_id || '/' || strftime(m.period_from, '%Y-%m') || '/confidence/' || m.indicator_id AS line_id,
  m.department_id,
  m.period_from,
  'confidence' AS kind,
  m.indicator_id || '/' || strftime(m.period_from, '%Y-%m') || '/' || m.department_id AS source_id,
  cast(
    fact.to_step(
      cast(m.points AS DECIMAL(20, 4)) * m.confidence_rate,
      if(e.rounding_moment = 'line', e.round_points, cast(0.0001 AS DECIMAL(18, 4)))
    ) - m.points AS DECIMAL(18, 4)
  ) AS points,
  cast(0 AS DECIMAL(18, 2)) AS amount_cny,
  s.title_zh || '：证据可信系数 ' || fact.plain(m.confidence_rate) || '（完整率 '
  || coalesce(fact.plain(m.completeness_rate), '不详') || ' × 未隔离比例 '
  || coalesce(fact.plain(m.accepted_rate), '不详') || '），乘以得分 ' || fact.plain(m.points) AS basis_zh,
  s.title_en || ': confidence ' || fact.plain(m.confidence_rate) || ' (completeness '
  || coalesce(fact.plain(m.completeness_rate), 'not known') || ' x share not set aside '
  || coalesce(fact.plain(m.accepted_rate), 'not known') || ') times the ' || fact.plain(m.points)
  || ' points kept' AS basis
FROM score.measure AS m
INNER JOIN rulebook.scheme AS e ON m.edition_no = e.edition_no AND e.confidence_use = 'multiplies'
INNER JOIN rulebook.scheme_indicator AS s
  ON m.edition_no = s.edition_no AND m.indicator_id = s.indicator_id
WHERE
  m.department_id IS NOT NULL
  AND m.state = 'scored'
  AND m.points_at_stake > 0
  AND m.points > 0
  AND m.confidence_rate < 1
