-- Question: what does the public record of the CANARY station show?
-- Grain:    one figure: Chinese, English, value.
-- Inputs:   audit.observation, audit.indicator, quality.quarantine, evidence.pressure_readings,
--           evidence.water_quality_samples, audit.result_state.
SELECT '压力读数' AS zh, 'pressure readings' AS en, format('{:,}', count(*)) AS found
FROM evidence.pressure_readings
UNION ALL
SELECT
  '不低于 0.27 兆帕', 'at or above 0.27 MPa',
  format(
    '{:,} / {:,}',
    count(*) FILTER (verdict = 'compliant'),
    count(*) FILTER (verdict IN ('compliant', 'breach'))
  )
FROM audit.observation WHERE clause_id = 'urban-supply.pressure.trunk'
UNION ALL
SELECT '最低(兆帕)', 'lowest, MPa', format('{:.4f}', min(pressure_mpa)::DOUBLE)
FROM evidence.pressure_readings
UNION ALL
SELECT '当地不存在的时刻', 'readings in the hour that did not exist', format('{:,}', count(*))
FROM quality.quarantine
WHERE reason = 'no_such_local_time' AND table_name = 'pressure_readings'
UNION ALL
SELECT '余氯为 0 的结果', 'chlorine results of exactly 0', format('{:,}', count(*))
FROM evidence.water_quality_samples WHERE parameter = 'free_chlorine' AND value = 0
UNION ALL
SELECT
  '仪表卡死(不计合格与否)', 'results of a stuck instrument, neither passed nor failed', coalesce(
    string_agg(parameter || ' ' || n, ', ' ORDER BY parameter), '–'
  )
FROM (
  SELECT parameter, count(*) AS n FROM audit.result_state
  WHERE result_state = 'flatline' GROUP BY parameter
)
