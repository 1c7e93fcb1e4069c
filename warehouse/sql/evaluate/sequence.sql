-- Question: did the step that must follow another one follow it?
-- Grain:    one version of a sequence clause on one record in which the first step happened; where the
--           first step is a gate, on one record in which the second happened.
-- Inputs:   fact.case_record, fact.case_moment, fact.moment.
-- A sequence has no time limit: a step not yet taken is awaited, until the moment the clause names. Nothing
-- may pass a gate that was not opened before.
WITH judged AS (
  SELECT
    r.*,
    t.happened_at AS first_at,
    e.happened_at AS then_at,
    if(
      r.is_chosen_by_record, r.record_at, if(r.is_gate, e.happened_at, t.happened_at)
    ) AS chosen_at,
    CASE
      WHEN r.once_fact IS NULL THEN FALSE
      WHEN r.once_fact = 'period_end'
        THEN fact.month_of(t.happened_at) + INTERVAL 1 MONTH <= cast(r.as_of AS DATE)
      ELSE coalesce(o.happened_at <= r.as_of, FALSE)
    END AS is_owed
  FROM fact.case_record AS r
  LEFT JOIN fact.case_moment AS t
    ON r.version_id = t.version_id AND t.role = 'trigger' AND r.record_id = t.record_id
  LEFT JOIN fact.case_moment AS e
    ON r.version_id = e.version_id AND e.role = 'end' AND r.record_id = e.record_id
  LEFT JOIN fact.moment AS o
    ON r.once_fact = o.fact AND r.record_table = o.record_table AND r.record_id = o.record_id
  WHERE
    r.kind = 'sequence'
    AND if(r.is_gate, e.happened_at, t.happened_at) IS NOT NULL
),

answered AS (
  SELECT
    *,
    fact.is_in_force(version_from, version_until, chosen_at) AS is_asked,
    CASE
      WHEN is_gate AND first_at IS NULL THEN 'missing_step'
      WHEN is_gate AND first_at > then_at THEN 'wrong_order'
      WHEN is_gate THEN NULL
      WHEN then_at < first_at AND early = 'impossible' THEN 'impossible_order'
      WHEN then_at IS NOT NULL THEN NULL
      WHEN is_owed THEN 'missing_step'
      ELSE 'step_awaited'
    END AS fault
  FROM judged
  WHERE fact.answers(answers_from, answers_until, chosen_at)
)

SELECT
  version_id,
  record_id,
  department_id,
  routed_department_id,
  staff_id,
  customer_id,
  fact.month_of(if(is_gate, then_at, first_at)) AS period_from,
  first_at AS started_at,
  then_at AS stopped_at,
  CASE
    WHEN exempt IS NULL AND NOT is_asked THEN 'not_applicable'
    WHEN aside_verdict IS NOT NULL THEN aside_verdict
    WHEN fault IS NULL THEN 'compliant'
    WHEN fault = 'impossible_order' THEN 'not_assessed'
    WHEN fault = 'step_awaited' THEN 'pending'
    ELSE 'breach'
  END AS verdict,
  CASE
    WHEN exempt IS NULL AND NOT is_asked THEN 'not_in_force'
    WHEN aside_verdict IS NOT NULL THEN aside_reason
    ELSE fault
  END AS reason,
  FALSE AS is_provisional,
  source_file_id,
  source_row
FROM answered
