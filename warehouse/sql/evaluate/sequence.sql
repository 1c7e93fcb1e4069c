-- Question: did the step that must follow another one follow it?
-- Grain:    one version of a sequence clause on one record in which the first step happened.
-- Inputs:   rulebook.clause, rulebook.clause_fact, rulebook.excuse, fact.record, fact.moment, fact.scope,
--           fact.undelivered, fact.setting.
-- A sequence has no time limit: a step not yet taken is awaited, until the moment the clause names.
WITH moment AS (
  SELECT
    f.version_id,
    f.role,
    m.record_id,
    CASE
      WHEN f.combine = 'any' THEN min(m.happened_at)
      WHEN count(*) = f.n_facts THEN max(m.happened_at)
    END AS happened_at
  FROM rulebook.clause_fact AS f
  INNER JOIN rulebook.clause AS c ON f.version_id = c.version_id AND c.kind = 'sequence'
  INNER JOIN fact.moment AS m ON f.subject = m.record_table AND f.fact = m.fact
  CROSS JOIN fact.setting AS s
  WHERE m.happened_at <= s.as_of
  GROUP BY f.version_id, f.role, f.combine, f.n_facts, m.record_id
),

judged AS (
  SELECT
    c.version_id,
    c.early,
    r.*,
    t.happened_at AS first_at,
    e.happened_at AS then_at,
    x.code AS excuse_code,
    u.version_id IS NOT NULL AS is_undelivered,
    CASE
      WHEN c.once_fact IS NULL THEN FALSE
      WHEN c.once_fact = 'period_end'
        THEN
          cast(date_trunc('month', cast(t.happened_at AS DATE)) AS DATE) + INTERVAL 1 MONTH
          <= cast(s.as_of AS DATE)
      ELSE coalesce(o.happened_at <= s.as_of, FALSE)
    END AS is_owed
  FROM rulebook.clause AS c
  INNER JOIN fact.scope AS p ON c.version_id = p.version_id
  INNER JOIN fact.record AS r ON c.subject = r.record_table AND p.class_id = r.class_id
  INNER JOIN moment AS t
    ON c.version_id = t.version_id AND t.role = 'trigger' AND r.record_id = t.record_id
  CROSS JOIN fact.setting AS s
  LEFT JOIN moment AS e
    ON c.version_id = e.version_id AND e.role = 'end' AND r.record_id = e.record_id
  LEFT JOIN fact.moment AS o
    ON c.once_fact = o.fact AND r.record_table = o.record_table AND r.record_id = o.record_id
  LEFT JOIN fact.undelivered AS u ON c.version_id = u.version_id
  LEFT JOIN rulebook.excuse AS x
    ON c.version_id = x.version_id AND r.excuse = x.code AND r.excuse_evidence IS NOT NULL
  WHERE
    c.kind = 'sequence'
    AND t.happened_at IS NOT NULL
    AND (c.version_from IS NULL OR cast(t.happened_at AS DATE) >= c.version_from)
    AND (c.version_until IS NULL OR cast(t.happened_at AS DATE) < c.version_until)
)

SELECT
  j.version_id,
  j.record_id,
  a.department_id,
  j.staff_id,
  j.customer_id,
  cast(date_trunc('month', cast(j.first_at AS DATE)) AS DATE) AS period_from,
  j.first_at AS started_at,
  cast(NULL AS TIMESTAMPTZ) AS due_at,
  j.then_at AS stopped_at,
  cast(NULL AS DECIMAL(18, 8)) AS measured,
  cast(NULL AS DECIMAL(18, 8)) AS limit_value,
  cast(NULL AS BIGINT) AS late_by_min,
  CASE
    WHEN j.exempt IS NOT NULL THEN 'not_applicable'
    WHEN j.is_undelivered THEN 'not_assessed'
    WHEN j.excuse_code IS NOT NULL THEN 'excused'
    WHEN j.then_at < j.first_at AND j.early = 'impossible' THEN 'not_assessed'
    WHEN j.then_at IS NOT NULL THEN 'compliant'
    WHEN j.is_owed THEN 'breach'
    ELSE 'pending'
  END AS verdict,
  CASE
    WHEN j.exempt IS NOT NULL THEN j.exempt
    WHEN j.is_undelivered THEN 'not_delivered'
    WHEN j.excuse_code IS NOT NULL THEN j.excuse_code
    WHEN j.then_at < j.first_at AND j.early = 'impossible' THEN 'impossible_order'
    WHEN j.then_at IS NOT NULL THEN NULL
    WHEN j.is_owed THEN 'missing_step'
    ELSE 'step_awaited'
  END AS reason,
  FALSE AS is_provisional,
  j.source_file_id,
  j.source_row
FROM judged AS j
LEFT JOIN fact.answerable AS a
  ON j.version_id = a.version_id AND j.department_id IS NOT DISTINCT FROM a.own_department_id
