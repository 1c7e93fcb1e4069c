-- Question: how did the parameters of water come out that a rate counts itself, month by month?
-- Grain:    one version, department, month, parameter and place (outlet of a works, or network).
-- Inputs:   audit.item, audit.result_state.
SELECT
  i.version_id,
  i.department_id,
  i.period_from,
  s.parameter,
  CASE WHEN s.point_type = 'works_outlet' THEN 'outlet' ELSE 'network' END AS place,
  count(*) FILTER (WHERE i.outcome = 'compliant') AS numerator,
  count(*) AS denominator
FROM audit.item AS i
INNER JOIN audit.result_state AS s ON i.record_id = s.sample_id || '|' || s.parameter
WHERE i.outcome IN ('compliant', 'breach')
GROUP BY ALL
ORDER BY i.version_id, i.period_from, s.parameter, place, i.department_id
