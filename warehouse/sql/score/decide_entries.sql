-- Question: which decisions on money count, and for which entries of the ledger?
-- Grain:    one decision and entry (fact.entry_case), one entry with the decision that counts
--           (fact.entry_decision).
-- Inputs:   audit.decision, fact.decision_case, fact.appeal_case, score.ledger_entry,
--           rulebook.consequence, rulebook.label.
-- A decision names an entry, or an observation and thereby the entries that rest on it: a waiver forgives all
-- of those, a choice of amount must find one it can price. The amount must lie within what the text allows;
-- an entry without any amount may be given one, a step that is no money may not. Nobody decides on an entry
-- who pays or receives it, or whose department answers for it. Of several decisions on an entry the last
-- counts.
CREATE OR REPLACE TABLE fact.entry_case AS
WITH asked AS (
  SELECT
    d.decision_id,
    d.decided_at,
    d.kind,
    d.entry_id,
    d.observation_id,
    d.amount_cny,
    d.multiple,
    d.decided_by,
    c.own_department_id,
    c.decided_dept_id
  FROM audit.decision AS d
  INNER JOIN fact.decision_case AS c ON d.decision_id = c.decision_id
  WHERE c.aspect = 'money' AND d.status = 'applied'
),

matched AS (
  SELECT a.*, e.entry_id AS on_entry
  FROM score.ledger_entry AS e
  INNER JOIN asked AS a ON e.entry_id = a.entry_id
  UNION ALL
  SELECT a.*, e.entry_id AS on_entry
  FROM score.ledger_entry AS e
  INNER JOIN asked AS a ON a.entry_id IS NULL AND e.observation_id = a.observation_id
),

priced AS (
  SELECT
    m.*,
    e.observation_id AS on_observation,
    e.department_id,
    e.period_from,
    e.low_cny,
    e.high_cny,
    coalesce(e.is_step, FALSE) AS is_step,
    e.stated_cny IS NULL AS is_unpriced,
    k.multiple_low,
    k.multiple_high,
    e.payer_id,
    e.payee_id
  FROM matched AS m
  INNER JOIN score.ledger_entry AS e ON m.on_entry = e.entry_id
  LEFT JOIN rulebook.consequence AS k ON e.clause_id = k.clause_id AND e.ledger_id = k.ledger_id
)

SELECT
  decision_id,
  decided_at,
  kind,
  entry_id IS NOT NULL AS is_named,
  on_entry AS entry_id,
  department_id,
  period_from,
  amount_cny,
  multiple,
  CASE
    WHEN observation_id != on_observation THEN 'other_target'
    WHEN coalesce(decided_by IN (payer_id, payee_id), FALSE) THEN 'same_person'
    WHEN coalesce(department_id IN (own_department_id, decided_dept_id), FALSE)
      THEN 'own_department'
    WHEN kind = 'waiver' OR (kind = 'amount' AND is_unpriced AND NOT is_step) THEN NULL
    WHEN kind = 'amount' OR coalesce(low_cny = high_cny, TRUE) THEN 'no_range'
    WHEN multiple IS NOT NULL AND multiple_low IS NULL THEN 'no_range'
    WHEN amount_cny NOT BETWEEN low_cny AND high_cny THEN 'out_of_range'
    WHEN multiple NOT BETWEEN multiple_low AND multiple_high THEN 'out_of_range'
  END AS fault
FROM priced;

CREATE OR REPLACE TABLE fact.entry_decision AS
WITH choosing AS (
  SELECT
    *,
    count(*) OVER (PARTITION BY decision_id) AS n_entries
  FROM fact.entry_case
  WHERE fault IS NULL
)

SELECT
  entry_id,
  decision_id,
  kind,
  amount_cny,
  multiple
FROM choosing
WHERE is_named OR kind = 'waiver' OR n_entries = 1
QUALIFY row_number() OVER (PARTITION BY entry_id ORDER BY decided_at DESC, decision_id DESC) = 1;

CREATE OR REPLACE TABLE fact.entry_ruling AS
WITH summed AS (
  SELECT
    d.decision_id,
    d.kind,
    count(e.entry_id) AS n_entries,
    count(e.entry_id) FILTER (e.fault IS NULL) AS n_fit,
    count(n.entry_id) FILTER (n.decision_id = d.decision_id) AS n_in_force,
    coalesce(bool_or(e.is_named), FALSE) AS is_named,
    min(e.fault) AS fault,
    min(n.decision_id) AS other_id,
    min(e.department_id) AS department_id,
    min(e.period_from) AS period_from
  FROM audit.decision AS d
  LEFT JOIN fact.entry_case AS e ON d.decision_id = e.decision_id
  LEFT JOIN fact.entry_decision AS n ON e.entry_id = n.entry_id AND e.fault IS NULL
  WHERE d.kind IN ('waiver', 'range', 'amount') AND d.status = 'applied'
  GROUP BY d.decision_id, d.kind
),

ruled AS (
  SELECT
    *,
    CASE
      WHEN n_entries = 0 THEN 'unknown_entry'
      WHEN n_fit = 0 THEN fault
      WHEN n_fit > 1 AND kind != 'waiver' AND NOT is_named THEN 'ambiguous_entry'
    END AS refusal
  FROM summed
)

SELECT
  r.*,
  CASE
    WHEN r.refusal IS NOT NULL THEN 'refused'
    WHEN r.n_in_force = 0 THEN 'superseded'
    ELSE 'applied'
  END AS status,
  l.zh AS refusal_zh,
  l.en AS refusal_en
FROM ruled AS r
LEFT JOIN rulebook.label AS l ON l.list = 'decision_refusals' AND r.refusal = l.code;

UPDATE audit.decision AS d
SET
  status = r.status,
  refusal = r.refusal,
  superseded_by = if(r.status = 'superseded', r.other_id, NULL),
  department_id = coalesce(d.department_id, r.department_id),
  period_from = coalesce(d.period_from, r.period_from),
  effect_zh = CASE r.status
    WHEN 'refused' THEN '不予执行：' || coalesce(r.refusal_zh, r.refusal)
    WHEN 'superseded' THEN '已被裁定 ' || r.other_id || ' 取代'
    ELSE d.effect_zh
  END,
  effect_en = CASE r.status
    WHEN 'refused' THEN 'refused: ' || coalesce(r.refusal_en, r.refusal)
    WHEN 'superseded' THEN 'superseded by decision ' || r.other_id
    ELSE d.effect_en
  END
FROM fact.entry_ruling AS r
WHERE d.decision_id = r.decision_id;

-- An appeal against an entry that the ledger does not have, unless it was decided: an entry whose breach was
-- excused is gone because of that.
UPDATE fact.appeal_case AS a
SET
  refusal = if(e.entry_id IS NULL AND d.appeal_id IS NULL, 'unknown_entry', NULL),
  department_id = coalesce(a.department_id, e.department_id)
FROM fact.appeal_case AS same
LEFT JOIN score.ledger_entry AS e ON same.entry_id = e.entry_id
LEFT JOIN (
  SELECT DISTINCT appeal_id FROM audit.decision WHERE status != 'refused' AND appeal_id IS NOT NULL
) AS d ON same.appeal_id = d.appeal_id
WHERE a.appeal_id = same.appeal_id AND a.entry_id IS NOT NULL AND a.refusal IS NULL
