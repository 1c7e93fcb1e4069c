-- Question: whose lateness is a broken deadline on a ticket that passed several hands?
-- Grain:    one department that held the ticket while the clock ran, or that answers for it all the same,
--           under one late deadline clause; only where not the routed department alone held it.
-- Inputs:   audit.holder_time, audit.verdict, rulebook.clause, rulebook.profile, rulebook.allowance,
--           known.departments.
-- A clause that names the person who answers is not shared out; a role only routes. Else the profile's
-- rule decides. routed_owner: all of it is the department's that the ticket is routed to. holder_at_due:
-- of the one that held it at the due instant. proportional: of each in proportion to its minutes over its
-- allowance, and of the holder at the due instant where nobody is over. An allowance is what the profile
-- gives the role; what those leave of the limit is divided equally among the other holders. Where nobody
-- is known to have held the ticket when it was due, the routed department answers; where there is none,
-- nobody does, and there is no row. Shares are cut off after eight places; what is left goes to the
-- greatest one (of equals to the lowest id).
WITH held AS (
  SELECT
    clause_id,
    record_id,
    department_id,
    bool_or(is_at_due) AS is_at_due,
    coalesce(
      max(staff_id) FILTER (is_at_due), arg_max(staff_id, from_at) FILTER (staff_id IS NOT NULL)
    ) AS staff_id,
    cast(sum(before_due_min + after_due_min) * 10000 AS HUGEINT) AS held,
    cast(max(limit_min) * 10000 AS HUGEINT) AS allowed_in_all
  FROM audit.holder_time
  WHERE department_id IS NOT NULL
  GROUP BY clause_id, record_id, department_id
),

asked AS (
  SELECT
    h.clause_id,
    h.record_id,
    any_value(v.period_from) AS period_from,
    any_value(v.department_id) AS routed_id,
    any_value(c.answers IS NOT NULL) AS is_named,
    any_value(p.lateness) AS lateness,
    arg_min(h.department_id, h.department_id) FILTER (h.is_at_due) AS at_due_id
  FROM held AS h
  INNER JOIN rulebook.clause AS c ON h.clause_id = c.clause_id
  INNER JOIN audit.verdict AS v ON c.version_id = v.version_id AND h.record_id = v.record_id
  CROSS JOIN rulebook.profile AS p
  GROUP BY h.clause_id, h.record_id
  HAVING
    count(*) > 1 OR any_value(v.department_id) IS DISTINCT FROM any_value(h.department_id)
),

given AS (
  SELECT
    h.*,
    a.role IS NOT NULL AS is_given,
    cast(floor(coalesce(a.minutes * 10000, a.share * h.allowed_in_all)) AS HUGEINT) AS given
  FROM asked AS q
  INNER JOIN held AS h ON q.clause_id = h.clause_id AND q.record_id = h.record_id
  LEFT JOIN known.departments AS d ON h.department_id = d.dept_id
  LEFT JOIN rulebook.allowance AS a ON d.role = a.role
),

allowed AS (
  SELECT
    *,
    if(
      is_given,
      given,
      greatest(allowed_in_all - coalesce(sum(given) OVER of_one, 0), 0)
      // count(*) FILTER (NOT is_given) OVER of_one
    ) AS allowance
  FROM given
  WINDOW of_one AS (PARTITION BY clause_id, record_id)
),

exceeded AS (
  SELECT
    *,
    greatest(held - allowance, 0) AS exceeds,
    sum(greatest(held - allowance, 0)) OVER (PARTITION BY clause_id, record_id) AS exceeds_in_all
  FROM allowed
),

-- The rule that decides in the end, and the one department it points at where it points at one.
ruled AS (
  SELECT
    q.*,
    CASE
      WHEN q.is_named THEN 'named_by_clause'
      WHEN q.lateness = 'proportional' AND e.exceeds_in_all > 0 THEN 'proportional'
      WHEN q.lateness != 'routed_owner' AND q.at_due_id IS NOT NULL THEN 'holder_at_due'
      ELSE 'routed_owner'
    END AS rule
  FROM asked AS q
  INNER JOIN (
    SELECT DISTINCT
      clause_id,
      record_id,
      exceeds_in_all
    FROM exceeded
  ) AS e ON q.clause_id = e.clause_id AND q.record_id = e.record_id
),

pointed AS (
  SELECT
    *,
    CASE rule
      WHEN 'holder_at_due' THEN at_due_id
      WHEN 'proportional' THEN NULL
      ELSE routed_id
    END AS only_id
  FROM ruled
),

concerned AS (
  SELECT
    r.clause_id,
    r.record_id,
    r.period_from,
    r.rule,
    r.only_id,
    r.routed_id,
    e.department_id,
    e.staff_id,
    e.is_at_due,
    e.held,
    e.allowance,
    e.exceeds,
    e.exceeds_in_all
  FROM pointed AS r
  INNER JOIN exceeded AS e ON r.clause_id = e.clause_id AND r.record_id = e.record_id
  WHERE r.rule = 'proportional' OR r.only_id IS NOT NULL
  UNION ALL
  SELECT
    r.clause_id,
    r.record_id,
    r.period_from,
    r.rule,
    r.only_id,
    r.routed_id,
    r.only_id AS department_id,
    NULL AS staff_id,
    FALSE AS is_at_due,
    0 AS held,
    NULL AS allowance,
    NULL AS exceeds,
    NULL AS exceeds_in_all
  FROM pointed AS r
  WHERE
    r.only_id IS NOT NULL
    AND NOT EXISTS (
      SELECT 1 FROM held AS h
      WHERE
        r.clause_id = h.clause_id
        AND r.record_id = h.record_id
        AND r.only_id = h.department_id
    )
),

cut AS (
  SELECT
    *,
    CASE
      WHEN rule = 'proportional' THEN exceeds * 100000000 // exceeds_in_all
      WHEN department_id = only_id THEN 100000000
      ELSE 0
    END AS parts
  FROM concerned
)

SELECT
  clause_id,
  record_id,
  period_from,
  department_id,
  staff_id,
  cast(held AS DECIMAL(14, 0)) * cast(0.0001 AS DECIMAL(4, 4)) AS held_min,
  cast(allowance AS DECIMAL(14, 0)) * cast(0.0001 AS DECIMAL(4, 4)) AS allowance_min,
  is_at_due,
  coalesce(department_id = routed_id, FALSE) AS is_routed,
  cast(
    parts
    + if(
      row_number() OVER (
        PARTITION BY clause_id, record_id ORDER BY parts DESC, department_id
      ) = 1,
      100000000 - sum(parts) OVER (PARTITION BY clause_id, record_id),
      0
    ) AS DECIMAL(10, 0)
  ) * cast(0.00000001 AS DECIMAL(8, 8)) AS share,
  rule
FROM cut
