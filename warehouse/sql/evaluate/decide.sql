-- Question: what did each decision change, in codes and in words?
-- Grain:    one observation that a decision changes (fact.change), one decision (audit.decision).
-- Inputs:   fact.decision_case, fact.settled, fact.setting, rulebook.label.
-- An excuse or a correction sets the verdict. An extension moves the due instant, and the verdict follows
-- from when the act was done and from the instant of the audit, by the rules of evaluate/deadline. What is
-- said of money, points and vetoes changes no verdict.
CREATE OR REPLACE TABLE fact.change AS
WITH applied AS (
  SELECT c.*, s.as_of
  FROM fact.decision_case AS c
  INNER JOIN fact.settled AS d ON c.decision_id = d.decision_id
  CROSS JOIN fact.setting AS s
  WHERE c.aspect = 'verdict' AND d.status = 'applied'
),

ruled AS (
  SELECT
    *,
    if(kind = 'extension', extended_until, original_due_at) AS due_at,
    CASE
      WHEN kind = 'excuse' THEN 'excused'
      WHEN kind = 'correction' THEN verdict
      WHEN stopped_at <= extended_until THEN 'compliant'
      WHEN stopped_at > extended_until OR as_of > extended_until THEN 'breach'
      ELSE 'pending'
    END AS new_verdict,
    CASE
      WHEN kind = 'excuse' THEN excuse_code
      WHEN kind = 'correction' THEN 'corrected'
      WHEN stopped_at <= extended_until THEN NULL
      WHEN stopped_at > extended_until THEN 'late'
      WHEN as_of > extended_until THEN 'not_done'
      ELSE 'not_yet_due'
    END AS new_reason
  FROM applied
)

SELECT
  decision_id,
  kind,
  held_in,
  version_id,
  record_id,
  due_at,
  new_verdict AS verdict,
  new_reason AS reason,
  original_verdict,
  original_reason,
  CASE
    WHEN new_verdict = 'breach' AND kind != 'extension' THEN late_by_min
    WHEN new_verdict = 'breach' AND due_at < coalesce(stopped_at, as_of)
      THEN
        -- What is due at the end of a day is due at midnight, a microsecond after its last instant.
        greatest(
          cast(
            ceil(
              (
                date_diff('microsecond', due_at, coalesce(stopped_at, as_of))
                - if(date_part('microseconds', due_at) % 1000000 = 999999, 1, 0)
              )
              / 60000000.0
            ) AS BIGINT
          ),
          1
        )
  END AS late_by_min
FROM ruled
WHERE kind != 'correction' OR new_verdict != original_verdict;

-- Verdict and reason as people read them.
CREATE OR REPLACE VIEW fact.said AS
SELECT
  v.code AS verdict,
  r.code AS reason,
  v.zh || coalesce('（' || r.zh || '）', '') AS zh,
  v.en || coalesce(' (' || r.en || ')', '') AS en
FROM rulebook.label AS v
CROSS JOIN (
  SELECT code, zh, en FROM rulebook.label WHERE list = 'reasons'
  UNION ALL
  SELECT code, zh, en FROM rulebook.label WHERE list = 'excuses'
  UNION ALL
  SELECT NULL, NULL, NULL
) AS r
WHERE v.list = 'verdicts';

INSERT INTO audit.decision BY NAME
WITH told AS (
  SELECT
    c.*,
    s.status,
    s.refusal,
    s.superseded_by,
    k.verdict AS new_verdict,
    k.decision_id IS NOT NULL AS is_changing,
    k.due_at AS new_due_at,
    l.zh AS refusal_zh,
    l.en AS refusal_en,
    coalesce(b.zh, c.original_verdict) AS before_zh,
    coalesce(b.en, c.original_verdict) AS before_en,
    coalesce(a.zh, k.verdict) AS after_zh,
    coalesce(a.en, k.verdict) AS after_en,
    strftime(cast(c.original_due_at AS TIMESTAMP), '%Y-%m-%d %H:%M:%S') AS due_then,
    strftime(cast(c.extended_until AS TIMESTAMP), '%Y-%m-%d %H:%M:%S') AS due_now,
    coalesce(fact.plain(c.amount_cny) || ' 元', fact.plain(c.multiple) || ' 倍') AS value_zh,
    coalesce(fact.plain(c.amount_cny) || ' CNY', fact.plain(c.multiple) || ' times') AS value_en,
    if(c.points > 0, '+', '') || fact.plain(c.points) AS signed_points
  FROM fact.decision_case AS c
  INNER JOIN fact.settled AS s ON c.decision_id = s.decision_id
  LEFT JOIN fact.change AS k ON c.decision_id = k.decision_id
  LEFT JOIN rulebook.label AS l ON l.list = 'decision_refusals' AND s.refusal = l.code
  LEFT JOIN fact.said AS b
    ON c.original_verdict = b.verdict AND c.original_reason IS NOT DISTINCT FROM b.reason
  LEFT JOIN fact.said AS a ON k.verdict = a.verdict AND k.reason IS NOT DISTINCT FROM a.reason
)

SELECT
  decision_id,
  decided_at,
  kind,
  CASE
    WHEN aspect = 'points' THEN 'department_month'
    WHEN aspect = 'veto' THEN 'veto'
    WHEN entry_id IS NOT NULL THEN 'entry'
    WHEN observation_id IS NOT NULL THEN 'observation'
  END AS target_type,
  observation_id,
  entry_id,
  department_id,
  period_from,
  veto_id,
  appeal_id,
  CASE WHEN appeal_id IS NOT NULL THEN if(kind = 'dismissal', 'dismissed', 'upheld') END AS outcome,
  status,
  refusal,
  superseded_by,
  excuse_code AS reason_code,
  verdict AS verdict_given,
  extended_until,
  amount_cny,
  multiple,
  points,
  original_verdict,
  original_reason,
  original_due_at,
  if(aspect = 'verdict' AND status = 'applied', coalesce(new_verdict, original_verdict), NULL)
    AS verdict,
  if(aspect = 'verdict' AND status = 'applied', coalesce(new_due_at, original_due_at), NULL) AS due_at,
  evidence_ref,
  requested_by,
  decided_by,
  decided_department_id,
  CASE
    WHEN status = 'refused' THEN '不予执行：' || coalesce(refusal_zh, refusal)
    WHEN status = 'superseded' THEN '已被裁定 ' || superseded_by || ' 取代'
    WHEN kind = 'extension'
      THEN
        '应完成时刻由 ' || due_then || ' 延至 ' || due_now || '；'
        || if(before_zh = after_zh, '判定仍为' || after_zh, '判定由' || before_zh || '改为' || after_zh)
    WHEN kind IN ('excuse', 'correction')
      THEN if(is_changing, '判定由' || before_zh || '改为' || after_zh, '判定本已如此，不变')
    WHEN kind = 'waiver' THEN '免除金额，判定不变'
    WHEN kind = 'range' THEN '在规定幅度内定为 ' || value_zh
    WHEN kind = 'amount' THEN '金额定为 ' || value_zh
    WHEN kind = 'adjustment' THEN '得分调整 ' || signed_points || ' 分'
    WHEN kind = 'lift_veto' THEN '解除一票否决 ' || veto_id
    ELSE '驳回申诉，结果不变'
  END AS effect_zh,
  CASE
    WHEN status = 'refused' THEN 'refused: ' || coalesce(refusal_en, refusal)
    WHEN status = 'superseded' THEN 'superseded by decision ' || superseded_by
    WHEN kind = 'extension'
      THEN
        'due ' || due_now || ' instead of ' || due_then || '; verdict '
        || if(before_en = after_en, 'still ' || after_en, after_en || ' instead of ' || before_en)
    WHEN kind IN ('excuse', 'correction')
      THEN
        if(
          is_changing,
          'verdict ' || after_en || ' instead of ' || before_en,
          'the verdict was that already'
        )
    WHEN kind = 'waiver' THEN 'the money is waived, the verdict stands'
    WHEN kind = 'range' THEN 'set to ' || value_en || ' within the range'
    WHEN kind = 'amount' THEN 'amount set to ' || value_en
    WHEN kind = 'adjustment' THEN signed_points || ' points'
    WHEN kind = 'lift_veto' THEN 'veto ' || veto_id || ' lifted'
    ELSE 'the appeal is dismissed, nothing changes'
  END AS effect_en,
  source_file_id,
  source_row
FROM told
