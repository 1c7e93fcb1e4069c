-- Question: which share of compliance does the scheme aim at, clause by clause?
-- Grain:    one clause in one edition of the scheme.
-- Inputs:   rulebook.scheme, rulebook.scheme_indicator, rulebook.scheme_anchor.
-- It is the target of an indicator, else that of its money, else where its curve first gives full points.
WITH full_points AS (
  SELECT edition_no, indicator_id, min("at") AS least
  FROM rulebook.scheme_anchor
  WHERE share >= 1
  GROUP BY edition_no, indicator_id
)

SELECT
  n.edition_no,
  n.clause_id,
  any_value(e.valid_from) AS valid_from,
  any_value(e.valid_until) AS valid_until,
  max(coalesce(n.target, n.money_target, a.least)) AS scheme_target
FROM rulebook.scheme_indicator AS n
INNER JOIN rulebook.scheme AS e ON n.edition_no = e.edition_no
LEFT JOIN full_points AS a ON n.edition_no = a.edition_no AND n.indicator_id = a.indicator_id
WHERE n.clause_id IS NOT NULL
GROUP BY n.edition_no, n.clause_id
ORDER BY n.edition_no, n.clause_id
