-- Question: what is known of each public notice when it is judged?
-- Grain:    one notice.
-- Inputs:   known.publications.
SELECT
  *,
  publication_id AS record_id,
  dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  published_at AS record_at,
  published_at AS record_settled_at
FROM known.publications
