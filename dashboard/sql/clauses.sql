-- Question: how is every clause kept, in a month, by the whole utility or by one department?
-- Grain:    one clause (its newest version).
-- Inputs:   prepared.clause, prepared.clause_aim, audit.indicator; $month, $department (null = the whole
--           utility).
WITH indicator AS (
  SELECT * FROM audit.indicator
  WHERE
    period_from = $month
    AND department_id IS NOT DISTINCT FROM cast($department AS VARCHAR)
    AND (in_scope(department_id))
)

SELECT
  c.*,
  i.verdict,
  i.reason,
  i.numerator,
  i.denominator,
  i.rate,
  i.rate_low,
  i.rate_high,
  i.n_excused,
  i.n_pending,
  i.n_not_assessed,
  i.n_expected,
  greatest(i.n_expected, i.denominator + i.n_excused + i.n_not_assessed) AS n_due,
  cast(
    round(
      i.completeness_rate * greatest(i.n_expected, i.denominator + i.n_excused + i.n_not_assessed)
    ) AS BIGINT
  ) AS n_usable,
  CASE WHEN i.n_expected IS NOT NULL THEN i.completeness_rate END AS completeness_rate,
  i.target_rate,
  a.scheme_target,
  i.is_provisional
FROM prepared.clause AS c
LEFT JOIN indicator AS i ON c.clause_id = i.clause_id
LEFT JOIN prepared.clause_aim AS a
  ON
    c.clause_id = a.clause_id
    AND (a.valid_from IS NULL OR a.valid_from <= $month)
    AND (a.valid_until IS NULL OR a.valid_until > $month)
WHERE wanted()
ORDER BY c.regulation, c.clause_id
