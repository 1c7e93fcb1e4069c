-- Question: does every step or record that a presence clause asks for exist?
-- Grain:    one version of a presence clause on one record of its population.
-- Inputs:   fact.case_record, fact.match, fact.moment.
-- What is missing is a breach only once the moment named by the clause has passed; until then it is
-- awaited. A value that is not recorded is unknown, neither present nor missing.
WITH judged AS (
  SELECT
    r.*,
    m.n_met = m.n_conditions AS is_present,
    m.n_met + m.n_unknown = m.n_conditions AS is_unknown,
    CASE
      WHEN r.record_at > r.as_of THEN FALSE
      WHEN r.once_fact IS NULL THEN TRUE
      WHEN r.once_fact = 'period_end'
        THEN fact.month_of(r.record_at) + INTERVAL 1 MONTH <= cast(r.as_of AS DATE)
      ELSE coalesce(o.happened_at <= r.as_of, FALSE)
    END AS is_owed,
    fact.is_in_force(r.version_from, r.version_until, r.record_at) AS is_asked
  FROM fact.case_record AS r
  INNER JOIN fact.match AS m
    ON r.version_id = m.version_id AND m.part = 'requires' AND r.class_id = m.class_id
  LEFT JOIN fact.moment AS o
    ON r.once_fact = o.fact AND r.record_table = o.record_table AND r.record_id = o.record_id
  WHERE
    r.kind = 'presence'
    AND fact.answers(r.answers_from, r.answers_until, r.record_at)
)

SELECT
  version_id,
  record_id,
  department_id,
  routed_department_id,
  staff_id,
  customer_id,
  fact.month_of(record_at) AS period_from,
  record_at AS started_at,
  CASE
    WHEN exempt IS NULL AND NOT is_asked THEN 'not_applicable'
    WHEN aside_verdict IS NOT NULL THEN aside_verdict
    WHEN is_present THEN 'compliant'
    WHEN NOT is_owed THEN 'pending'
    WHEN is_unknown THEN 'not_assessed'
    ELSE 'breach'
  END AS verdict,
  CASE
    WHEN exempt IS NULL AND NOT is_asked THEN 'not_in_force'
    WHEN aside_verdict IS NOT NULL THEN aside_reason
    WHEN is_present THEN NULL
    WHEN NOT is_owed THEN 'step_awaited'
    WHEN is_unknown THEN 'fact_missing'
    ELSE 'missing_step'
  END AS reason,
  FALSE AS is_provisional,
  source_file_id,
  source_row
FROM judged
