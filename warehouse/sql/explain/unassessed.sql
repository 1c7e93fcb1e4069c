-- Question: which governing clauses could not be judged for one department's month, and why?
-- Grain:    one clause and reason, the most records first.
-- Inputs:   audit.indicator, audit.verdict, rulebook.clause; $department_id, $period_from.
WITH waiting AS (
  SELECT
    i.clause_id,
    i.verdict,
    i.reason,
    i.n_pending + i.n_not_assessed AS n_records,
    c.title_zh,
    c.title_en
  FROM audit.indicator AS i
  INNER JOIN rulebook.clause AS c ON i.clause_id = c.clause_id AND c.version_no = 1
  WHERE
    i.department_id = $department_id
    AND i.period_from = $period_from
    AND c.is_governing
    AND i.verdict IN ('not_assessed', 'pending')
),

reason AS (
  SELECT
    c.clause_id,
    v.reason,
    count(*) AS n
  FROM audit.verdict AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  WHERE
    v.department_id = $department_id
    AND v.period_from = $period_from
    AND v.verdict IN ('not_assessed', 'pending')
  GROUP BY c.clause_id, v.reason
  QUALIFY row_number() OVER (PARTITION BY c.clause_id ORDER BY count(*) DESC, v.reason) = 1
)

SELECT
  w.clause_id,
  w.title_zh,
  w.title_en,
  w.verdict,
  coalesce(w.reason, r.reason) AS reason,
  w.n_records
FROM waiting AS w
LEFT JOIN reason AS r ON w.clause_id = r.clause_id
ORDER BY w.n_records DESC, w.clause_id
