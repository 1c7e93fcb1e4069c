-- Question: how does each laboratory or online result compare with its drinking-water limit?
-- Grain:    one analysed parameter of one sample.
-- Inputs:   record.water_quality_samples, fact.setting.
SELECT
  w.sample_id,
  w.parameter,
  w.point_id,
  w.point_type,
  w.purpose,
  w.resample_of,
  w.sampled_at,
  w.result_text,
  w."water_quality_samples.result_state" AS result_state,
  w.source_file_id,
  w.source_row
FROM record.water_quality_samples AS w
CROSS JOIN fact.setting AS s
WHERE w.sampled_at <= s.as_of
