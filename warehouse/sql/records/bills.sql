-- Question: what is known of each bill when it is judged?
-- Grain:    one bill.
-- Inputs:   known.bills, known.meter_readings, known.meters.
SELECT
  b.*,
  b.bill_id AS record_id,
  cast(NULL AS VARCHAR) AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  b.customer_id AS record_customer_id,
  coalesce(b.issued_at, cast(b.period || '-01' AS TIMESTAMPTZ)) AS record_at,
  b.paid_at AS record_settled_at,
  r.consumption AS "meter_readings.consumption",
  r.method AS "meter_readings.method",
  m.type AS "meters.type",
  b.audited_at IS NOT NULL
  AND row_number() OVER (PARTITION BY cast(b.audited_at AS DATE) ORDER BY b.audited_at, b.bill_id) = 1
    AS "bills.is_first_audited_of_day"
FROM known.bills AS b
LEFT JOIN known.meter_readings AS r ON b.reading_id = r.reading_id
LEFT JOIN known.meters AS m ON r.meter_id = m.meter_id
