-- Question: does every step or record that a presence clause asks for exist?
-- Grain:    one version of a presence clause on one record of its population.
-- Inputs:   rulebook.clause, rulebook.excuse, fact.record, fact.match, fact.moment, fact.scope,
--           fact.undelivered, fact.setting.
-- What is missing is a breach only once the moment named by the clause has passed; until then it is
-- awaited. A value that is not recorded is unknown, neither present nor missing.
WITH judged AS (
  SELECT
    c.version_id,
    r.*,
    s.as_of,
    x.code AS excuse_code,
    u.version_id IS NOT NULL AS is_undelivered,
    m.n_met = m.n_conditions AS is_present,
    m.n_met + m.n_unknown = m.n_conditions AS is_unknown,
    CASE
      WHEN c.once_fact IS NULL THEN TRUE
      WHEN c.once_fact = 'period_end'
        THEN
          cast(date_trunc('month', cast(r.record_at AS DATE)) AS DATE) + INTERVAL 1 MONTH
          <= cast(s.as_of AS DATE)
      ELSE coalesce(o.happened_at <= s.as_of, FALSE)
    END AS is_owed
  FROM rulebook.clause AS c
  INNER JOIN fact.scope AS p ON c.version_id = p.version_id
  INNER JOIN fact.record AS r ON c.subject = r.record_table AND p.class_id = r.class_id
  INNER JOIN fact.match AS m
    ON c.version_id = m.version_id AND m.part = 'requires' AND r.class_id = m.class_id
  CROSS JOIN fact.setting AS s
  LEFT JOIN fact.moment AS o
    ON c.once_fact = o.fact AND r.record_table = o.record_table AND r.record_id = o.record_id
  LEFT JOIN fact.undelivered AS u ON c.version_id = u.version_id
  LEFT JOIN rulebook.excuse AS x
    ON c.version_id = x.version_id AND r.excuse = x.code AND r.excuse_evidence IS NOT NULL
  WHERE
    c.kind = 'presence'
    AND coalesce(r.record_at, s.as_of) <= s.as_of
    AND (c.version_from IS NULL OR cast(r.record_at AS DATE) >= c.version_from)
    AND (c.version_until IS NULL OR cast(r.record_at AS DATE) < c.version_until)
)

SELECT
  j.version_id,
  j.record_id,
  a.department_id,
  j.staff_id,
  j.customer_id,
  cast(date_trunc('month', cast(coalesce(j.record_at, j.as_of) AS DATE)) AS DATE) AS period_from,
  j.record_at AS started_at,
  cast(NULL AS TIMESTAMPTZ) AS due_at,
  cast(NULL AS TIMESTAMPTZ) AS stopped_at,
  cast(NULL AS DECIMAL(18, 8)) AS measured,
  cast(NULL AS DECIMAL(18, 8)) AS limit_value,
  cast(NULL AS BIGINT) AS late_by_min,
  CASE
    WHEN j.exempt IS NOT NULL THEN 'not_applicable'
    WHEN j.is_undelivered THEN 'not_assessed'
    WHEN j.excuse_code IS NOT NULL THEN 'excused'
    WHEN j.is_present THEN 'compliant'
    WHEN NOT j.is_owed THEN 'pending'
    WHEN j.is_unknown THEN 'not_assessed'
    ELSE 'breach'
  END AS verdict,
  CASE
    WHEN j.exempt IS NOT NULL THEN j.exempt
    WHEN j.is_undelivered THEN 'not_delivered'
    WHEN j.excuse_code IS NOT NULL THEN j.excuse_code
    WHEN j.is_present THEN NULL
    WHEN NOT j.is_owed THEN 'step_awaited'
    WHEN j.is_unknown THEN 'fact_missing'
    ELSE 'missing_step'
  END AS reason,
  FALSE AS is_provisional,
  j.source_file_id,
  j.source_row
FROM judged AS j
LEFT JOIN fact.answerable AS a
  ON j.version_id = a.version_id AND j.department_id IS NOT DISTINCT FROM a.own_department_id
