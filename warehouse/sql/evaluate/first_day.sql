-- Question: from which day does this audit hold evidence of daily business?
-- Grain:    one row.
-- Inputs:   known.tickets, known.applications, known.meter_readings, known.pressure_readings,
--           known.water_quality_samples, known.hotline_calls, fact.setting.
-- Standing duties and arrangements are judged from this day on, not from when they were once set up.
UPDATE fact.setting
SET first_on = cast(
  coalesce(
    least(
      (SELECT min(received_at) FROM known.tickets),
      (SELECT min(received_at) FROM known.applications),
      (SELECT min(read_at) FROM known.meter_readings),
      (SELECT min(read_at) FROM known.pressure_readings),
      (SELECT min(sampled_at) FROM known.water_quality_samples),
      (SELECT min(ring_start_at) FROM known.hotline_calls)
    ),
    as_of
  ) AS DATE
)
