-- Question: what do the public household meters of Alicante show?
-- Grain:    one figure: Chinese, English, value.
-- Inputs:   evidence.meters, evidence.meter_readings, quality.received_file, audit.observation.
SELECT '水表' AS zh, 'meters' AS en, format('{:,}', count(*)) AS found FROM evidence.meters
UNION ALL
SELECT '收到读数', 'readings received', format('{:,}', sum(n_received))
FROM quality.received_file WHERE table_name = 'meter_readings'
UNION ALL
SELECT
  '采用 / 被更正', 'in force / superseded',
  format('{:,} / {:,}', sum(n_accepted), sum(n_superseded))
FROM quality.received_file WHERE table_name = 'meter_readings'
UNION ALL
SELECT '负步长', 'steps backwards', format('{:,}', count(*)) FROM evidence.meter_readings
WHERE consumption < 0
UNION ALL
SELECT
  '每月抄收一次', 'meter months with exactly one reading',
  format('{:,} / {:,}', count(*) FILTER (verdict = 'compliant'), count(*))
FROM audit.observation WHERE clause_id = 'urban-supply.meter.monthly'
