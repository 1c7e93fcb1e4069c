-- Question: does every measured value keep its limit?
-- Grain:    one version of a value-limit clause on one record of its population.
-- Inputs:   rulebook.clause, rulebook.excuse, fact.quantity, fact.scope, fact.undelivered, fact.setting.
-- An instrument reading that is not valid evidence is not assessed, whatever it shows. `within` takes the
-- comparison with a set of limits as the record view made it; what that could not tell is not assessed.
WITH judged AS (
  SELECT
    c.version_id,
    q.* EXCLUDE (version_id, limit_value),
    s.as_of,
    coalesce(c.limit_value, q.limit_value) AS limit_value,
    CASE
      WHEN q.exempt IS NOT NULL THEN q.exempt
      WHEN u.version_id IS NOT NULL THEN 'not_delivered'
      WHEN c.limit_fact IS NULL AND c.limit_value IS NULL THEN 'parameter_unset'
      WHEN q.state != 'valid' THEN 'reading_' || q.state
      WHEN c.limit_op = 'within' AND q.outcome NOT IN ('pass', 'fail') THEN 'result_' || q.outcome
      WHEN c.limit_op = 'within' AND q.outcome IS NULL THEN 'fact_missing'
      WHEN
        c.limit_op != 'within'
        AND (q.measured IS NULL OR coalesce(c.limit_value, q.limit_value) IS NULL)
        THEN 'fact_missing'
      WHEN x.code IS NOT NULL THEN x.code
    END AS aside,
    x.code IS NOT NULL AS is_excused,
    fact.is_in_force(c.version_from, c.version_until, coalesce(q.record_at, s.as_of)) AS is_asked,
    CASE c.limit_op
      WHEN 'within' THEN q.outcome = 'pass'
      WHEN '<=' THEN q.measured <= coalesce(c.limit_value, q.limit_value)
      WHEN '>=' THEN q.measured >= coalesce(c.limit_value, q.limit_value)
      ELSE q.measured = coalesce(c.limit_value, q.limit_value)
    END AS is_kept
  FROM rulebook.clause AS c
  INNER JOIN fact.scope AS p ON c.version_id = p.version_id
  INNER JOIN fact.quantity AS q ON c.version_id = q.version_id AND p.class_id = q.class_id
  CROSS JOIN fact.setting AS s
  LEFT JOIN fact.undelivered AS u ON c.version_id = u.version_id
  LEFT JOIN rulebook.excuse AS x
    ON c.version_id = x.version_id AND q.excuse = x.code AND q.excuse_evidence IS NOT NULL
  WHERE
    c.kind = 'value_limit'
    AND fact.answers(c.answers_from, c.answers_until, coalesce(q.record_at, s.as_of))
    AND (
      c.window_from IS NULL
      OR fact.is_within(
        cast(cast(q.record_at AS TIMESTAMP) AS TIME), c.window_from, c.window_until, c.is_window_closed
      )
    )
)

SELECT
  j.version_id,
  j.record_id,
  a.department_id,
  j.staff_id,
  j.customer_id,
  fact.month_of(coalesce(j.record_at, j.as_of)) AS period_from,
  j.record_at AS started_at,
  j.measured,
  j.limit_value,
  CASE
    WHEN j.exempt IS NOT NULL OR NOT j.is_asked THEN 'not_applicable'
    WHEN j.aside IS NOT NULL AND j.is_excused AND j.aside = j.excuse THEN 'excused'
    WHEN j.aside IS NOT NULL THEN 'not_assessed'
    WHEN j.is_kept THEN 'compliant'
    ELSE 'breach'
  END AS verdict,
  CASE
    WHEN j.exempt IS NULL AND NOT j.is_asked THEN 'not_in_force'
    WHEN j.aside IS NOT NULL THEN j.aside
    WHEN j.is_kept THEN NULL
    WHEN j.limit_value IS NULL THEN 'outside_limits'
    WHEN j.measured < j.limit_value THEN 'under_limit'
    ELSE 'over_limit'
  END AS reason,
  FALSE AS is_provisional,
  j.source_file_id,
  j.source_row
FROM judged AS j
LEFT JOIN fact.answerable AS a
  ON j.version_id = a.version_id AND j.department_id IS NOT DISTINCT FROM a.own_department_id
