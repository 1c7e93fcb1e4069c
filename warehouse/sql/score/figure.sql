-- Question: what did other systems report that the scheme reads?
-- Grain:    one figure, department (null = the whole utility) and month in which its period begins.
-- Inputs:   known.figures, rulebook.scheme, rulebook.scheme_indicator, quality.reconciliation, fact.setting.
-- Of several reports about one period the last one counts. Where several periods begin in one month, which
-- one to score is nobody's guess: the figure is not assessed.
WITH last_report AS (
  SELECT *
  FROM known.figures
  WHERE period_from IS NOT NULL
  QUALIFY
    row_number() OVER (
      PARTITION BY figure, dept_id, period_from, period_until
      ORDER BY reported_on DESC, figure_id DESC
    ) = 1
),

monthly AS (
  SELECT
    figure,
    dept_id,
    cast(date_trunc('month', period_from) AS DATE) AS month_from,
    count(*) AS n_periods,
    any_value(period_until) AS period_until,
    any_value(coalesce(value, if(denominator > 0, numerator / denominator, NULL))) AS value,
    any_value(numerator) AS numerator,
    any_value(denominator) AS denominator,
    any_value(n) AS n
  FROM last_report
  GROUP BY figure, dept_id, month_from
),

sound AS (
  SELECT if(n_received > 0, (n_received - n_quarantined) / n_received, NULL) AS accepted_rate
  FROM quality.reconciliation
  WHERE table_name = 'figures'
)

SELECT
  e.edition_no,
  s.indicator_id,
  f.dept_id AS department_id,
  f.month_from AS period_from,
  f.period_until,
  if(f.n_periods = 1, cast(round(f.value, 8) AS DECIMAL(18, 8)), NULL) AS value,
  cast(f.numerator AS DECIMAL(18, 8)) AS numerator,
  cast(f.denominator AS DECIMAL(18, 8)) AS denominator,
  cast(f.n AS DECIMAL(18, 8)) AS n,
  cast(round(q.accepted_rate, 8) AS DECIMAL(18, 8)) AS accepted_rate,
  if(f.n_periods = 1 AND f.value IS NOT NULL, 'compliant', 'not_assessed') AS verdict,
  CASE
    WHEN f.n_periods > 1 THEN 'several_periods'
    WHEN f.value IS NULL THEN 'fact_missing'
  END AS reason,
  TRUE AS is_figure,
  f.period_until > cast(x.as_of AS DATE) AS is_provisional
FROM monthly AS f
CROSS JOIN fact.setting AS x
INNER JOIN rulebook.scheme_indicator AS s ON f.figure = s.figure
INNER JOIN rulebook.scheme AS e
  ON s.edition_no = e.edition_no AND fact.answers(e.valid_from, e.valid_until, f.month_from)
LEFT JOIN sound AS q ON TRUE
