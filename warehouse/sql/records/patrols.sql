-- Question: what is known of each patrol when it is judged?
-- Grain:    one patrol of a route.
-- Inputs:   known.patrols, known.staff, known.repair_orders.
WITH ordered AS (
  SELECT patrol_id, min(opened_at) AS opened_at
  FROM known.repair_orders
  WHERE patrol_id IS NOT NULL
  GROUP BY patrol_id
)

SELECT
  p.*,
  p.patrol_id AS record_id,
  coalesce(p.dept_id, s.dept_id) AS record_department_id,
  p.inspector_id AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  coalesce(p.done_at, cast(p.planned_on AS TIMESTAMPTZ)) AS record_at,
  p.done_at AS record_settled_at,
  p.defects > 0 AS "patrols.has_defects",
  ordered.opened_at AS "repair_orders.opened_at"
FROM known.patrols AS p
LEFT JOIN known.staff AS s ON p.inspector_id = s.staff_id
LEFT JOIN ordered ON p.patrol_id = ordered.patrol_id
