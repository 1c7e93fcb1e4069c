-- Question: what is known of each department as things stand?
-- Grain:    one department; undated.
-- Inputs:   known.departments.
SELECT
  *,
  dept_id AS record_id,
  dept_id AS record_department_id,
  head_id AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  cast(NULL AS TIMESTAMPTZ) AS record_at,
  cast(NULL AS TIMESTAMPTZ) AS record_settled_at,
  if(contacts_filed_at >= contacts_changed_at, contacts_filed_at, NULL)
    AS "departments.contacts_refiled_at"
FROM known.departments
