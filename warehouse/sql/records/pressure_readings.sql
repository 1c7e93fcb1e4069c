-- Question: what is known of each pressure reading when it is judged, and is it valid evidence?
-- Grain:    one reading.
-- Inputs:   known.pressure_readings, known.pressure_points, known.outages, rulebook.profile.
-- States: maintenance (the utility marked it), missing (no value), clock_error (another reading of the
-- point at the same instant), out_of_range (no pressure a main can have), spike (a single reading far from
-- both its neighbours), flatline (a stuck instrument repeats one value), valid. A reading inside a stop of
-- supply that was announced before it began is excused where the profile says so; the notice is the
-- evidence.
WITH marked AS (
  SELECT
    *,
    count(*) FILTER (pressure_mpa IS DISTINCT FROM last_mpa) OVER (
      PARTITION BY point_id ORDER BY read_at, reading_id ROWS UNBOUNDED PRECEDING
    ) AS run_no
  FROM (
    SELECT
      reading_id,
      point_id,
      read_at,
      pressure_mpa,
      valid,
      outage_id,
      source_file_id,
      source_row,
      lag(pressure_mpa) OVER series AS last_mpa,
      lead(pressure_mpa) OVER series AS next_mpa,
      coalesce(read_at = lag(read_at) OVER series, FALSE)
      OR coalesce(read_at = lead(read_at) OVER series, FALSE) AS is_twice
    FROM known.pressure_readings
    WHERE read_at IS NOT NULL
    WINDOW series AS (PARTITION BY point_id ORDER BY read_at, reading_id)
  )
),

-- A stuck instrument repeats one value often enough to be told from a steady one.
stuck AS (
  SELECT m.point_id, m.run_no
  FROM marked AS m
  CROSS JOIN rulebook.profile AS s
  GROUP BY m.point_id, m.run_no, s.flatline_readings
  HAVING count(*) >= s.flatline_readings
)

SELECT
  r.* EXCLUDE (last_mpa, next_mpa, is_twice, run_no),
  r.reading_id AS record_id,
  p.dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  r.read_at AS record_at,
  r.read_at AS record_settled_at,
  CASE
    WHEN NOT r.valid THEN 'maintenance'
    WHEN r.pressure_mpa IS NULL THEN 'missing'
    WHEN r.is_twice THEN 'clock_error'
    WHEN r.pressure_mpa < s.low_mpa OR r.pressure_mpa > s.high_mpa THEN 'out_of_range'
    WHEN
      (r.pressure_mpa - r.last_mpa > s.spike_mpa AND r.pressure_mpa - r.next_mpa > s.spike_mpa)
      OR (r.last_mpa - r.pressure_mpa > s.spike_mpa AND r.next_mpa - r.pressure_mpa > s.spike_mpa)
      THEN 'spike'
    WHEN k.run_no IS NOT NULL THEN 'flatline'
    ELSE 'valid'
  END AS record_state,
  CASE WHEN s.outage_excuse AND o.notice_at <= o.started_at THEN 'announced_outage' END
    AS record_excuse,
  o.outage_id AS record_excuse_evidence,
  p.point_type AS "pressure_points.point_type",
  p.limit_mpa AS "pressure_points.limit_mpa"
FROM marked AS r
CROSS JOIN rulebook.profile AS s
LEFT JOIN stuck AS k ON r.point_id = k.point_id AND r.run_no = k.run_no
LEFT JOIN known.pressure_points AS p ON r.point_id = p.point_id
LEFT JOIN known.outages AS o
  ON
    r.outage_id = o.outage_id
    AND r.read_at >= o.started_at
    AND (o.ended_at IS NULL OR r.read_at < o.ended_at)
