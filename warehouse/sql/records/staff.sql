-- Question: what is known of each employee as things stand?
-- Grain:    one employee; undated.
-- Inputs:   known.staff, known.departments, known.staff_certificates, fact.setting.
WITH valid AS (
  SELECT
    c.staff_id,
    bool_or(c.kind = 'boiler_operator') AS has_boiler,
    bool_or(c.kind = 'heat_repair') AS has_repair,
    bool_or(c.kind = 'trade') AS has_trade,
    bool_or(c.kind = 'title') AS has_title
  FROM known.staff_certificates AS c
  CROSS JOIN fact.setting AS s
  WHERE
    c.valid_from <= cast(s.as_of AS DATE)
    AND (c.valid_to IS NULL OR c.valid_to >= cast(s.as_of AS DATE))
  GROUP BY c.staff_id
)

SELECT
  p.*,
  p.staff_id AS record_id,
  p.dept_id AS record_department_id,
  p.staff_id AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  cast(NULL AS TIMESTAMPTZ) AS record_at,
  cast(NULL AS TIMESTAMPTZ) AS record_settled_at,
  d.role AS "departments.role",
  v.staff_id IS NOT NULL AS "staff.is_certified",
  coalesce(v.has_boiler, FALSE) AS "staff.is_boiler_certified",
  coalesce(v.has_repair, FALSE) AS "staff.is_repair_certified",
  -- Only boiler operators and heating repairers need a certificate of their own.
  CASE
    WHEN contains(p.post, '司炉') THEN coalesce(v.has_boiler, FALSE)
    WHEN contains(p.post, '维修') THEN coalesce(v.has_repair, FALSE)
  END AS "staff.has_heat_certificate",
  coalesce(v.has_trade, FALSE) AS "staff.has_trade_certificate",
  coalesce(v.has_title, FALSE) AS "staff.has_title_certificate",
  CASE
    WHEN p.post LIKE '%副主任%' THEN 'deputy'
    WHEN p.post LIKE '%主任%' THEN 'director'
    WHEN p.post IS NOT NULL THEN 'other'
  END AS "staff.leading_post"
FROM known.staff AS p
LEFT JOIN known.departments AS d ON p.dept_id = d.dept_id
LEFT JOIN valid AS v ON p.staff_id = v.staff_id
