-- Question: what did an audit say of a record then, and what is said of it now?
-- Grain:    one governing clause on one record, in the month it was or is counted in.
-- Inputs:   past.audit.observation, past.rulebook.clause, present.audit.observation,
--           present.rulebook.clause, present.audit.restated_observation; $target (an observation, or a
--           record).
-- Of a closed month the last audit keeps what was frozen; what is known since is the restated verdict.
WITH titles AS (
  SELECT clause_id, title_zh, title_en FROM present.rulebook.clause
  WHERE version_no = 1
  UNION
  SELECT clause_id, title_zh, title_en FROM past.rulebook.clause
  WHERE version_no = 1 AND clause_id NOT IN (SELECT clause_id FROM present.rulebook.clause)
)

SELECT
  coalesce(a.observation_id, b.observation_id) AS observation_id,
  coalesce(a.period_from, b.period_from) AS period_from,
  t.title_zh,
  t.title_en,
  a.verdict AS verdict_then,
  b.verdict AS verdict_now,
  a.reason AS reason_then,
  b.reason AS reason_now,
  a.department_id AS department_id_then,
  b.department_id AS department_id_now,
  a.explanation_zh AS explanation_zh_then,
  b.explanation_zh AS explanation_zh_now,
  a.explanation_en AS explanation_en_then,
  b.explanation_en AS explanation_en_now,
  r.verdict AS verdict_restated,
  r.reason AS reason_restated,
  r.cause AS cause_restated
FROM (
  SELECT * FROM past.audit.observation
  WHERE is_governing AND (observation_id = $target OR record_id = $target)
) AS a
FULL JOIN (
  SELECT * FROM present.audit.observation
  WHERE is_governing AND (observation_id = $target OR record_id = $target)
) AS b
  ON a.observation_id = b.observation_id AND a.period_from = b.period_from
LEFT JOIN titles AS t ON coalesce(a.clause_id, b.clause_id) = t.clause_id
LEFT JOIN present.audit.restated_observation AS r
  ON
    coalesce(a.observation_id, b.observation_id) = r.observation_id
    AND coalesce(a.period_from, b.period_from) = r.month
ORDER BY observation_id, period_from
