-- Question: which records does a rate count, and which of them pass?
-- Grain:    one version of a rate clause on one record of its population.
-- Inputs:   rulebook.clause, fact.record, fact.match, fact.scope, fact.undelivered, fact.setting.
-- A record that neither passes nor fails is not assessed, and in no denominator. Rates of another clause's
-- observations are taken from those observations instead.
SELECT
  c.version_id,
  r.record_id,
  a.department_id,
  cast(date_trunc('month', cast(coalesce(r.record_at, s.as_of) AS DATE)) AS DATE) AS period_from,
  CASE
    WHEN u.version_id IS NOT NULL THEN 'not_assessed'
    WHEN m.n_met = m.n_conditions THEN 'compliant'
    WHEN f.n_met = f.n_conditions THEN 'breach'
    ELSE 'not_assessed'
  END AS outcome,
  CASE
    WHEN u.version_id IS NOT NULL THEN 'not_delivered'
    WHEN m.n_met = m.n_conditions OR f.n_met = f.n_conditions THEN NULL
    ELSE 'fact_missing'
  END AS reason,
  r.source_file_id,
  r.source_row
FROM rulebook.clause AS c
INNER JOIN fact.scope AS p ON c.version_id = p.version_id
INNER JOIN fact.record AS r ON c.subject = r.record_table AND p.class_id = r.class_id
INNER JOIN fact.match AS m
  ON c.version_id = m.version_id AND m.part = 'passes' AND r.class_id = m.class_id
INNER JOIN fact.match AS f
  ON c.version_id = f.version_id AND f.part = 'fails' AND r.class_id = f.class_id
CROSS JOIN fact.setting AS s
LEFT JOIN fact.undelivered AS u ON c.version_id = u.version_id
LEFT JOIN fact.answerable AS a
  ON c.version_id = a.version_id AND r.department_id IS NOT DISTINCT FROM a.own_department_id
WHERE
  c.kind = 'rate_threshold'
  AND r.exempt IS NULL
  AND coalesce(r.record_at, s.as_of) <= s.as_of
  AND (c.version_from IS NULL OR cast(r.record_at AS DATE) >= c.version_from)
  AND (c.version_until IS NULL OR cast(r.record_at AS DATE) < c.version_until)
