-- Question: what is known of each stop of supply when it is judged?
-- Grain:    one outage.
-- Inputs:   known.outages, known.repair_orders, fact.setting.
-- A stop that has not ended lasts until the audit: it may be long, or past the approved hours, already.
SELECT
  o.*,
  o.outage_id AS record_id,
  o.dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  least(o.applied_at, o.approved_at, o.notice_at, o.started_at) AS record_at,
  o.ended_at AS record_settled_at,
  coalesce(o.ended_at, setting.as_of) >= o.started_at + INTERVAL 8 HOUR AS "outages.is_long",
  CASE
    WHEN o.started_at IS NULL THEN NULL
    WHEN o.ended_at IS NULL AND setting.as_of <= o.approved_end_at
      THEN if(o.started_at < o.approved_start_at, FALSE, NULL)
    ELSE o.started_at >= o.approved_start_at AND coalesce(o.ended_at, setting.as_of) <= o.approved_end_at
  END AS "outages.is_within_approved_window",
  o.enterprises_affected = 0 OR o.enterprises_told >= o.enterprises_affected
    AS "outages.all_enterprises_told",
  coalesce(o.ended_at, repair.finished_at) AS "outages.repair_end_at",
  o.type = 'planned' OR o.approved_start_at IS NOT NULL AS "outages.is_scheduled",
  if(o.approved_end_at IS NULL, o.started_at, least(o.ended_at, o.approved_end_at))
    AS "outages.window_over_at",
  coalesce(o.notice_at <= coalesce(o.ended_at, repair.finished_at), o.notice_at IS NOT NULL)
    AS "outages.is_noticed_before_end",
  repair.started_at AS "repair_orders.started_at",
  repair.finished_at AS "repair_orders.finished_at"
FROM known.outages AS o
CROSS JOIN fact.setting AS setting
LEFT JOIN known.repair_orders AS repair ON o.repair_order_id = repair.repair_order_id
