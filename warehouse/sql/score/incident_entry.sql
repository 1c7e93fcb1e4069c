-- Question: which fixed penalties for incidents go to the ledger, and what do their maxima leave of them?
-- Grain:    one entry: one penalty of the scheme, department and incident.
-- Inputs:   fact.incident, score.ledger_entry, rulebook.scheme, rulebook.scheme_incident,
--           rulebook.consequence, rulebook.ledger.
-- The maximum of the penalty comes first, then what the department's month leaves after penalties by
-- indicator.
WITH already AS (
  SELECT n.department_id, n.period_from, sum(n.amount_cny) AS amount_cny
  FROM score.ledger_entry AS n
  INNER JOIN rulebook.scheme AS e
    ON n.ledger_id = e.penalty_ledger AND fact.answers(e.valid_from, e.valid_until, n.period_from)
  WHERE n.kind = 'fine'
  GROUP BY n.department_id, n.period_from
),

owed AS (
  SELECT
    i.*,
    s.title_zh,
    s.title_en,
    s.one_per,
    e.penalty_ledger AS ledger_id,
    e.penalty_collar_cny AS most_cny,
    coalesce(a.amount_cny, 0) + coalesce(
      sum(i.capped_cny) OVER (
        PARTITION BY i.department_id, i.period_from
        ORDER BY i.incident_id, i.broken_at, i.record_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ), 0
    ) AS before_cny
  FROM fact.incident AS i
  INNER JOIN rulebook.scheme AS e ON i.edition_no = e.edition_no
  INNER JOIN rulebook.scheme_incident AS s
    ON i.edition_no = s.edition_no AND i.incident_id = s.incident_id
  LEFT JOIN already AS a ON i.department_id = a.department_id AND i.period_from = a.period_from
),

cut AS (
  SELECT
    *,
    if(most_cny IS NULL, capped_cny, greatest(least(capped_cny, most_cny - before_cny), 0)) AS counted
  FROM owed
)

SELECT
  ledger_id || '/' || incident_id || '/' || record_id || '/' || strftime(period_from, '%Y-%m') AS entry_id,
  ledger_id,
  'fine' AS kind,
  clause_id,
  clause_id || '/' || record_id AS observation_id,
  record_id,
  -- One act draws one sanction, whether the regulation prices it or the scheme.
  (
    SELECT min(l.act)
    FROM rulebook.consequence AS k
    INNER JOIN rulebook.ledger AS l ON k.ledger_id = l.ledger_id AND l.is_sanction
    WHERE k.clause_id = cut.clause_id
  ) AS act,
  department_id,
  period_from,
  'department' AS payer_type,
  department_id AS payer_id,
  'company' AS payee_type,
  'company' AS payee_id,
  cast(counted AS DECIMAL(18, 2)) AS amount_cny,
  stated_cny,
  title_zh || '：每' || if(one_per = 'incident', '起事件 ', '条记录 ') || fact.plain(stated_cny) || ' 元'
  || if(n_records > 1, '，涉及 ' || n_records || ' 条记录', '')
  || if(capped_cny < stated_cny, '；本项当月上限 ' || fact.plain(max_cny) || ' 元', '')
  || if(counted < capped_cny, '；部门当月上限 ' || fact.plain(most_cny) || ' 元', '')
  || if(counted < stated_cny, '，计 ' || fact.plain(counted) || ' 元', '') AS basis_zh,
  title_en || ': ' || fact.plain(stated_cny) || ' CNY for each ' || one_per
  || if(n_records > 1, ', told of by ' || n_records || ' records', '')
  || if(capped_cny < stated_cny, '; at most ' || fact.plain(max_cny) || ' CNY of these a month', '')
  || if(
    counted < capped_cny, '; the department''s month is limited to ' || fact.plain(most_cny) || ' CNY', ''
  )
  || if(counted < stated_cny, ': ' || fact.plain(counted) || ' CNY counts', '') AS basis,
  'booked' AS status
FROM cut
