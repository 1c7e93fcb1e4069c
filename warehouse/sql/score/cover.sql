-- Question: how much of what is at stake could be scored, and is it enough for a grade or a reward?
-- Grain:    one department and month.
-- Inputs:   score.measure, rulebook.scheme, rulebook.scheme_indicator.
-- Coverage is the share of the weights that apply; what does not apply is left out of both sides.
CREATE OR REPLACE TABLE fact.cover AS
WITH counted AS (
  SELECT
    m.department_id,
    m.period_from,
    m.edition_no,
    count(*) FILTER (m.state = 'scored') AS n_clauses_assessed,
    count(*) AS n_clauses,
    cast(
      round(
        cast(coalesce(sum(m.weight) FILTER (m.state = 'scored'), 0) AS DOUBLE)
        / cast(sum(m.weight) AS DOUBLE), 8
      ) AS DECIMAL(18, 8)
    ) AS coverage_rate,
    cast(
      round(
        sum(cast(m.confidence_rate AS DECIMAL(20, 8)) * m.points_at_stake) FILTER (m.state = 'scored')
        / nullif(
          sum(m.points_at_stake) FILTER (m.state = 'scored' AND m.confidence_rate IS NOT NULL), 0
        ), 8
      ) AS DECIMAL(18, 8)
    ) AS confidence_rate,
    bool_or(m.is_provisional) FILTER (m.state = 'scored') AS is_provisional
  FROM score.measure AS m
  INNER JOIN rulebook.scheme_indicator AS s
    ON m.edition_no = s.edition_no AND m.indicator_id = s.indicator_id
  WHERE
    m.department_id IS NOT NULL
    AND NOT s.is_shadow
    AND m.weight > 0
    AND m.state != 'not_applicable'
  GROUP BY m.department_id, m.period_from, m.edition_no
)

SELECT
  c.*,
  CASE
    WHEN c.coverage_rate < e.min_coverage_rate THEN 'low_coverage'
    WHEN c.n_clauses_assessed < e.min_clauses THEN 'few_clauses'
  END AS gate_reason
FROM counted AS c
INNER JOIN rulebook.scheme AS e ON c.edition_no = e.edition_no
