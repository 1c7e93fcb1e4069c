-- Question: how much of each difference of points does each cause explain?
-- Grain:    one line of points that differs, and one of its causes; the shares add up to the difference.
-- Inputs:   diff_line, diff_change, diff_run, diff_other_scheme, diff_other_scheme_month, diff_other_text,
--           diff_rank, one.audit.indicator, one.rulebook.clause, one.score.restatement,
--           other.audit.indicator, other.rulebook.clause, other.score.restatement.
-- A line is shared out among the causes of the observations of its clause (of the clause that its rate
-- counts) by their number, to 0.01; what rounding leaves goes to the cause with most. Where the scheme
-- says something else of the clause, or its text alone changed, the rule is the cause. Where nothing of
-- the clause changed, neither its observations nor its counts, the points were shared out anew among the
-- clauses. A line of no clause (base points, a veto) follows all observations of its department and month;
-- a restatement follows its own causes.
CREATE OR REPLACE TEMP TABLE diff_points AS
WITH counted AS (
  -- An observation counts for its clause and for the rates over it, in the departments it was and is with.
  SELECT DISTINCT
    h.clause_id || '/' || h.record_id AS id,
    h.period_from,
    h.cause,
    coalesce(r.rate_id, h.clause_id) AS clause_id,
    unnest([h.department_one, h.department_other]) AS department_id
  FROM diff_change AS h
  LEFT JOIN (
    SELECT rate_clause_id, clause_id AS rate_id FROM one.rulebook.clause
    WHERE rate_clause_id IS NOT NULL
    UNION
    SELECT rate_clause_id, clause_id AS rate_id FROM other.rulebook.clause
    WHERE rate_clause_id IS NOT NULL
    UNION
    SELECT clause_id AS rate_clause_id, clause_id AS rate_id FROM one.rulebook.clause
    UNION
    SELECT clause_id AS rate_clause_id, clause_id AS rate_id FROM other.rulebook.clause
  ) AS r ON h.clause_id = r.rate_clause_id
),

other_count AS (
  SELECT
    coalesce(a.clause_id, b.clause_id) AS clause_id,
    coalesce(a.department_id, b.department_id) AS department_id,
    coalesce(a.period_from, b.period_from) AS period_from
  FROM (SELECT * FROM one.audit.indicator WHERE department_id IS NOT NULL) AS a
  FULL JOIN (SELECT * FROM other.audit.indicator WHERE department_id IS NOT NULL) AS b
    ON
      a.clause_id = b.clause_id
      AND a.department_id = b.department_id
      AND a.period_from = b.period_from
  WHERE
    a.numerator IS DISTINCT FROM b.numerator
    OR a.denominator IS DISTINCT FROM b.denominator
    OR a.rate IS DISTINCT FROM b.rate
    OR a.verdict IS DISTINCT FROM b.verdict
),

restated AS (
  SELECT booked_as AS line_id, cause, sum(points) AS points
  FROM (
    SELECT booked_as, cause, -points AS points FROM one.score.restatement
    WHERE table_name = 'score.line' AND booked_as IS NOT NULL
    UNION ALL
    SELECT booked_as, cause, points FROM other.score.restatement
    WHERE table_name = 'score.line' AND booked_as IS NOT NULL
  )
  GROUP BY booked_as, cause
),

of_points AS (
  SELECT * FROM diff_line
  WHERE points != 0
),

of_clause AS (
  SELECT l.line_id, c.cause, count(DISTINCT c.id) AS n
  FROM of_points AS l
  INNER JOIN counted AS c
    ON
      l.clause_id = c.clause_id
      AND l.department_id = c.department_id
      AND l.period_from = c.period_from
  GROUP BY l.line_id, c.cause
),

of_month AS (
  SELECT l.line_id, c.cause, count(DISTINCT c.id) AS n
  FROM of_points AS l
  INNER JOIN counted AS c ON l.department_id = c.department_id AND l.period_from = c.period_from
  WHERE l.clause_id IS NULL
  GROUP BY l.line_id, c.cause
),

whole AS (
  -- Lines with one cause whatever the observations say, and those that no observation explains.
  SELECT
    l.line_id,
    CASE
      WHEN l.kind = 'adjustment' THEN 'decision'
      WHEN s.clause_id IS NOT NULL THEN 'rule'
      WHEN l.clause_id IS NULL AND q.period_from IS NOT NULL THEN 'rule'
      WHEN x.clause_id IS NOT NULL THEN 'rule'
      WHEN l.clause_id IS NULL OR o.clause_id IS NOT NULL THEN r.left_over
      WHEN q.period_from IS NOT NULL THEN 'rule'
      ELSE 'weights'
    END AS cause,
    1 AS n
  FROM of_points AS l
  CROSS JOIN diff_run AS r
  LEFT JOIN diff_other_scheme AS s ON l.clause_id = s.clause_id AND l.period_from = s.period_from
  LEFT JOIN diff_other_scheme_month AS q ON l.period_from = q.period_from
  LEFT JOIN diff_other_text AS x ON l.clause_id = x.clause_id
  LEFT JOIN other_count AS o
    ON
      l.clause_id = o.clause_id
      AND l.department_id = o.department_id
      AND l.period_from = o.period_from
  WHERE
    l.line_id NOT IN (SELECT line_id FROM restated)
    AND (
      l.kind = 'adjustment'
      OR s.clause_id IS NOT NULL
      OR (
        l.line_id NOT IN (SELECT line_id FROM of_clause)
        AND l.line_id NOT IN (SELECT line_id FROM of_month)
      )
    )
),

weighed AS (
  SELECT * FROM whole
  UNION ALL
  SELECT * FROM of_clause
  WHERE line_id NOT IN (SELECT line_id FROM whole)
  UNION ALL
  SELECT * FROM of_month
  WHERE
    line_id NOT IN (SELECT line_id FROM whole)
    AND line_id NOT IN (SELECT line_id FROM restated)
),

shared AS (
  SELECT
    l.line_id,
    w.cause,
    l.points AS all_points,
    cast(
      cast(
        cast(trunc(l.points * 100) AS HUGEINT) * w.n // sum(w.n) OVER (PARTITION BY l.line_id)
        AS DECIMAL(18, 2)
      )
      * 0.01 AS DECIMAL(18, 4)
    ) AS points,
    row_number() OVER (PARTITION BY l.line_id ORDER BY w.n DESC, k.rank) AS place
  FROM of_points AS l
  INNER JOIN weighed AS w ON l.line_id = w.line_id
  INNER JOIN diff_rank AS k ON w.cause = k.cause
)

SELECT
  line_id,
  cause,
  cast(
    if(place = 1, all_points - sum(points) OVER (PARTITION BY line_id) + points, points) AS DECIMAL(18, 4)
  ) AS points
FROM shared
QUALIFY
  if(place = 1, all_points - sum(points) OVER (PARTITION BY line_id) + points, points) != 0
UNION ALL
SELECT r.line_id, r.cause, cast(r.points AS DECIMAL(18, 4)) AS points
FROM restated AS r
INNER JOIN of_points AS l ON r.line_id = l.line_id
WHERE r.points != 0
