-- Question: which decisions on points and vetoes have nothing that they could change?
-- Grain:    one applied decision that adjusts points or lifts a veto.
-- Inputs:   audit.decision, score.veto, score.line, rulebook.label.
-- To be run when every veto has fallen and before points are adjusted.
CREATE OR REPLACE TABLE fact.idle_decision AS
WITH judged AS (
  SELECT
    d.decision_id,
    CASE
      WHEN d.kind = 'lift_veto' AND v.veto_id IS NULL THEN 'unknown_veto'
      WHEN d.kind = 'lift_veto' AND NOT v.is_lifted THEN 'not_liftable'
      WHEN d.kind = 'adjustment' AND l.department_id IS NULL THEN 'no_score'
    END AS refusal
  FROM audit.decision AS d
  LEFT JOIN score.veto AS v
    ON d.department_id = v.department_id AND d.period_from = v.period_from AND d.veto_id = v.veto_id
  LEFT JOIN (
    SELECT DISTINCT department_id, period_from FROM score.line
  ) AS l ON d.department_id = l.department_id AND d.period_from = l.period_from
  WHERE d.kind IN ('lift_veto', 'adjustment') AND d.status = 'applied'
)

SELECT
  j.decision_id,
  j.refusal,
  l.zh,
  l.en
FROM judged AS j
INNER JOIN rulebook.label AS l ON l.list = 'decision_refusals' AND j.refusal = l.code;

UPDATE audit.decision AS d
SET
  status = 'refused',
  refusal = i.refusal,
  effect_zh = '不予执行：' || i.zh,
  effect_en = 'refused: ' || i.en
FROM fact.idle_decision AS i
WHERE d.decision_id = i.decision_id
