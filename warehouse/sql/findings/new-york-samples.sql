-- Question: what do the public distribution samples of New York show under the limits of GB 5749?
-- Grain:    one figure: Chinese, English, value.
-- Inputs:   evidence.water_quality_samples, audit.item, rulebook.clause.
WITH result AS (
  SELECT s.parameter, s.purpose, s.qualifier, i.outcome
  FROM evidence.water_quality_samples AS s
  LEFT JOIN (
    SELECT i.record_id, i.outcome
    FROM audit.item AS i
    INNER JOIN rulebook.clause AS c ON i.version_id = c.version_id
    WHERE c.clause_id = 'urban-supply.quality.comprehensive'
  ) AS i ON s.sample_id || '|' || s.parameter = i.record_id
)

SELECT
  '合规监测水样' AS zh, 'compliance samples' AS en, format('{:,}', count(DISTINCT sample_id)) AS found
FROM evidence.water_quality_samples WHERE purpose = 'routine'
UNION ALL
SELECT
  '运行水样 / 复检水样', 'operational / resampled', format(
    '{:,} / {:,}', count(DISTINCT sample_id) FILTER (purpose = 'operational'),
    count(DISTINCT sample_id) FILTER (purpose = 'resample')
  )
FROM evidence.water_quality_samples
UNION ALL
SELECT
  '低于检出限 / 超量程 / 无结果', 'below detection / over range / no result', format(
    '{:,} / {:,} / {:,}',
    count(*) FILTER (qualifier = 'below'),
    count(*) FILTER (qualifier = 'above'),
    count(*) FILTER (qualifier = 'no_result')
  )
FROM result
UNION ALL
SELECT
  '合规水样合格:' || parameter, 'compliance results that pass: ' || parameter, format(
    '{:,} / {:,} = {:.1f} %', count(*) FILTER (outcome = 'compliant'),
    count(*) FILTER (outcome IN ('compliant', 'breach')),
    100.0
    * count(*) FILTER (outcome = 'compliant')
    / count(*) FILTER (outcome IN ('compliant', 'breach'))
  )
FROM result
WHERE purpose = 'routine'
GROUP BY parameter
HAVING count(*) FILTER (outcome IN ('compliant', 'breach')) > 0
