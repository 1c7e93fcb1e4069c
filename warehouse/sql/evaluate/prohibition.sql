-- Question: was anything done that a clause forbids?
-- Grain:    one version of a prohibition clause on one record of its population.
-- Inputs:   fact.case_record, fact.match.
-- Each forbidden condition is a breach by itself. Where none is met but a value is not recorded, nobody
-- knows, and the record is not assessed.
SELECT
  r.version_id,
  r.record_id,
  r.department_id,
  r.routed_department_id,
  r.staff_id,
  r.customer_id,
  fact.month_of(r.record_at) AS period_from,
  r.record_at AS started_at,
  CASE
    WHEN r.exempt IS NULL AND NOT fact.is_in_force(r.version_from, r.version_until, r.record_at)
      THEN 'not_applicable'
    WHEN r.aside_verdict IS NOT NULL THEN r.aside_verdict
    WHEN m.n_met > 0 THEN 'breach'
    WHEN m.n_unknown > 0 THEN 'not_assessed'
    ELSE 'compliant'
  END AS verdict,
  CASE
    WHEN r.exempt IS NULL AND NOT fact.is_in_force(r.version_from, r.version_until, r.record_at)
      THEN 'not_in_force'
    WHEN r.aside_verdict IS NOT NULL THEN r.aside_reason
    WHEN m.n_met > 0 THEN 'forbidden'
    WHEN m.n_unknown > 0 THEN 'fact_missing'
  END AS reason,
  FALSE AS is_provisional,
  r.source_file_id,
  r.source_row
FROM fact.case_record AS r
INNER JOIN fact.match AS m
  ON r.version_id = m.version_id AND m.part = 'forbids' AND r.class_id = m.class_id
WHERE r.kind = 'prohibition' AND fact.answers(r.answers_from, r.answers_until, r.record_at)
