-- Question: when was something measured or sampled on a ticket, and was that all it needed?
-- Grain:    one ticket.
-- Inputs:   fact.ticket, known.room_temperatures, known.water_quality_samples.
WITH measured AS (
  SELECT ticket_id, min(measured_at) AS measured_at
  FROM known.room_temperatures
  WHERE ticket_id IS NOT NULL
  GROUP BY ticket_id
),

sampled AS (
  SELECT ticket_id, min(sampled_at) AS sampled_at
  FROM known.water_quality_samples
  WHERE ticket_id IS NOT NULL
  GROUP BY ticket_id
)

SELECT
  t.ticket_id,
  measured.measured_at AS "room_temperatures.measured_at",
  sampled.sampled_at AS "water_quality_samples.sampled_at",
  t.repair_kind IS NULL AND measured.ticket_id IS NOT NULL AS "tickets.is_measuring_only"
FROM fact.ticket AS t
LEFT JOIN measured ON t.ticket_id = measured.ticket_id
LEFT JOIN sampled ON t.ticket_id = sampled.ticket_id
