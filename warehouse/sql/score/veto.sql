-- Question: which vetoes did each department's month trigger, and which of them were lifted?
-- Grain:    one veto, department and month.
-- Inputs:   audit.indicator, audit.decision, rulebook.clause, rulebook.scheme, rulebook.scheme_veto.
-- A rate counts as one breach where it misses its target, any other clause by its records in breach, each
-- for the department that the verdict stands with. A decision lifts only what the scheme lets decisions
-- lift.
WITH broken AS (
  SELECT
    i.clause_id,
    i.department_id,
    i.period_from,
    if(c.kind = 'rate_threshold', if(i.verdict = 'breach', 1, 0), i.denominator - i.numerator)
      AS n_breaches
  FROM audit.indicator AS i
  INNER JOIN rulebook.clause AS c ON i.clause_id = c.clause_id AND c.version_no = 1
  WHERE i.department_id IS NOT NULL AND c.is_governing
),

lifted AS (
  SELECT department_id, period_from, veto_id, max(decision_id) AS decision_id
  FROM audit.decision
  WHERE kind = 'lift_veto' AND status = 'applied'
  GROUP BY department_id, period_from, veto_id
)

SELECT
  v.veto_id,
  b.department_id,
  b.period_from,
  v.edition_no,
  v.level,
  b.n_breaches,
  v.lifted_by = 'decision' AND d.decision_id IS NOT NULL AS is_lifted,
  if(v.lifted_by = 'decision', d.decision_id, NULL) AS decision_id
FROM rulebook.scheme_veto AS v
INNER JOIN rulebook.scheme AS e ON v.edition_no = e.edition_no
INNER JOIN broken AS b
  ON
    v.clause_id = b.clause_id
    AND b.n_breaches >= v.at_least
    AND fact.answers(e.valid_from, e.valid_until, b.period_from)
LEFT JOIN lifted AS d
  ON b.department_id = d.department_id AND b.period_from = d.period_from AND v.veto_id = d.veto_id
