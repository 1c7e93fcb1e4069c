-- Question: what is known of each construction or connection job when it is judged?
-- Grain:    one installation.
-- Inputs:   known.installations, known.applications, known.customers.
-- The cause of a delay is an excuse only for what the customer or force majeure caused.
SELECT
  i.*,
  i.installation_id AS record_id,
  i.builder_dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  coalesce(i.customer_id, a.customer_id) AS record_customer_id,
  coalesce(a.contract_signed_at, a.received_at, i.finished_at) AS record_at,
  i.finished_at AS record_settled_at,
  CASE WHEN i.delay_cause = 'force_majeure' THEN i.delay_cause END AS record_excuse,
  CASE WHEN i.delay_cause = 'force_majeure' THEN i.delay_cause END AS record_excuse_evidence,
  CASE WHEN i.acceptance_ok THEN i.accepted_at END AS "installations.accepted_ok_at",
  i.design_changes = 0 OR i.design_changes <= i.design_changes_approved AS "installations.is_design_kept",
  a.type AS "applications.type",
  a.approved_at AS "applications.approved_at",
  a.contract_signed_at AS "applications.contract_signed_at",
  a.fees_paid_at AS "applications.fees_paid_at",
  a.task_issued_at AS "applications.task_issued_at",
  a.company_notice_at AS "applications.company_notice_at",
  a.supply_at AS "applications.supply_at",
  customer.class AS "customers.class"
FROM known.installations AS i
LEFT JOIN known.applications AS a ON i.application_id = a.application_id
LEFT JOIN known.customers AS customer
  ON coalesce(i.customer_id, a.customer_id) = customer.customer_id
