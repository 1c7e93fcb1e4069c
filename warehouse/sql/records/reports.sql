-- Question: what is known of each report owed or submitted when it is judged?
-- Grain:    one report.
-- Inputs:   known.reports, known.departments, fact.setting.
-- Late is what came after it was due, and what is due and has not come.
SELECT
  r.*,
  r.report_id AS record_id,
  r.from_dept AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  coalesce(r.submitted_at, r.due_at) AS record_at,
  r.submitted_at AS record_settled_at,
  d.role AS "departments.role",
  coalesce(r.submitted_at, s.as_of) > r.due_at AS "reports.is_late",
  list_contains(r.breakdown, 'target') AS "reports.is_by_target",
  list_contains(r.breakdown, 'source') AS "reports.is_by_source",
  list_contains(r.breakdown, 'kind') AS "reports.is_by_kind",
  list_contains(r.breakdown, 'area') AS "reports.is_by_area",
  list_contains(r.breakdown, 'unit') AS "reports.is_by_unit",
  list_contains(r.breakdown, 'commitment') AS "reports.is_by_commitment"
FROM known.reports AS r
CROSS JOIN fact.setting AS s
LEFT JOIN known.departments AS d ON r.from_dept = d.dept_id
