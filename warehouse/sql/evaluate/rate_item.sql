-- Question: which records does a rate count, and which of them pass?
-- Grain:    one version of a rate clause on one record of its population.
-- Inputs:   fact.case_record, fact.match.
-- A record that neither passes nor fails is not assessed, and in no denominator. Rates of another clause's
-- observations are taken from those observations instead.
SELECT
  r.version_id,
  r.record_id,
  r.department_id,
  fact.month_of(r.record_at) AS period_from,
  CASE
    WHEN NOT fact.is_in_force(r.version_from, r.version_until, r.record_at) THEN 'not_applicable'
    WHEN r.is_undelivered THEN 'not_assessed'
    WHEN r.excuse_code IS NOT NULL THEN 'excused'
    WHEN m.n_met = m.n_conditions THEN 'compliant'
    WHEN f.n_met = f.n_conditions THEN 'breach'
    ELSE 'not_assessed'
  END AS outcome,
  CASE
    WHEN NOT fact.is_in_force(r.version_from, r.version_until, r.record_at) THEN 'not_in_force'
    WHEN r.is_undelivered THEN 'not_delivered'
    WHEN r.excuse_code IS NOT NULL THEN r.excuse_code
    WHEN m.n_met = m.n_conditions OR f.n_met = f.n_conditions THEN NULL
    ELSE 'fact_missing'
  END AS reason,
  r.source_file_id,
  r.source_row
FROM fact.case_record AS r
INNER JOIN fact.match AS m
  ON r.version_id = m.version_id AND m.part = 'passes' AND r.class_id = m.class_id
INNER JOIN fact.match AS f
  ON r.version_id = f.version_id AND f.part = 'fails' AND r.class_id = f.class_id
WHERE
  r.kind = 'rate_threshold'
  AND r.exempt IS NULL
  AND fact.answers(r.answers_from, r.answers_until, r.record_at)
