-- Question: what is known of each construction or connection job when it is judged?
-- Grain:    one installation.
-- Inputs:   known.installations, known.applications.
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
  CASE WHEN i.delay_cause = 'force_majeure' THEN i.delay_cause END AS record_excuse_evidence
FROM known.installations AS i
LEFT JOIN known.applications AS a ON i.application_id = a.application_id
