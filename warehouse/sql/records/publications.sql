-- Question: what is known of each public notice when it is judged?
-- Grain:    one notice.
-- Inputs:   known.publications.
-- What had ever been made public up to each notice, itself included.
WITH running AS (
  SELECT
    publication_id,
    bool_or(type = 'commitments') OVER so_far
    AND bool_or(type = 'policies') OVER so_far
    AND bool_or(type = 'fees') OVER so_far AS completes_service_terms,
    bool_or(type = 'commitments') OVER so_far
    AND bool_or(type = 'policies') OVER so_far AS completes_service_flow,
    coalesce(
      bool_or(type = 'service_hours' AND channel IN ('hall', 'board')) OVER so_far
      AND bool_or(type = 'policies' AND channel IN ('hall', 'board')) OVER so_far
      AND bool_or(type = 'fees' AND channel IN ('hall', 'board')) OVER so_far,
      FALSE
    ) AS completes_hall_notices
  FROM known.publications
  WHERE published_at IS NOT NULL
  WINDOW
    so_far AS (ORDER BY published_at RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)

SELECT
  p.*,
  p.publication_id AS record_id,
  p.dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  cast(NULL AS VARCHAR) AS record_customer_id,
  p.published_at AS record_at,
  p.published_at AS record_settled_at,
  running.completes_service_terms AS "publications.completes_service_terms",
  running.completes_service_flow AS "publications.completes_service_flow",
  running.completes_hall_notices AS "publications.completes_hall_notices"
FROM known.publications AS p
LEFT JOIN running ON p.publication_id = running.publication_id
