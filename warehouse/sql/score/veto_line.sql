-- Question: which points do vetoes take?
-- Grain:    one veto of a department's month that has a score.
-- Inputs:   score.veto, score.measure, score.line, rulebook.scheme_veto.
-- An indicator is lost once, to its own veto before one of its group; a veto of the total takes what is
-- left. A lifted veto, and one that only bounds the grade, stand here with no points. Losses are never
-- given back.
WITH kept AS (
  SELECT
    m.department_id,
    m.period_from,
    m.indicator_id,
    m.group_id,
    greatest(m.points + coalesce(l.points, 0), 0) AS points
  FROM score.measure AS m
  LEFT JOIN score.line AS l
    ON
      l.line_id
      = m.department_id || '/' || strftime(m.period_from, '%Y-%m') || '/confidence/' || m.indicator_id
  WHERE m.department_id IS NOT NULL AND m.points_at_stake > 0
),

so_far AS (
  SELECT department_id, period_from, sum(points) AS points
  FROM score.line
  GROUP BY department_id, period_from
),

in_force AS (
  SELECT v.*, s.indicator_id, s.group_id
  FROM score.veto AS v
  INNER JOIN rulebook.scheme_veto AS s ON v.edition_no = s.edition_no AND v.veto_id = s.veto_id
  WHERE NOT v.is_lifted
),

hit AS (
  SELECT v.veto_id, v.department_id, v.period_from, k.points
  FROM in_force AS v
  INNER JOIN kept AS k
    ON
      v.department_id = k.department_id
      AND v.period_from = k.period_from
      AND (
        (v.level = 'item' AND v.indicator_id = k.indicator_id)
        OR (v.level = 'group' AND v.group_id = k.group_id)
      )
  QUALIFY
    row_number() OVER (
      PARTITION BY k.department_id, k.period_from, k.indicator_id
      ORDER BY v.level = 'group', v.veto_id
    ) = 1
),

lost AS (
  SELECT veto_id, department_id, period_from, sum(points) AS points
  FROM hit
  GROUP BY veto_id, department_id, period_from
),

lost_before AS (
  SELECT department_id, period_from, sum(points) AS points
  FROM lost
  GROUP BY department_id, period_from
),

total AS (
  SELECT
    v.veto_id,
    v.department_id,
    v.period_from,
    greatest(f.points - coalesce(b.points, 0), 0) AS points
  FROM in_force AS v
  INNER JOIN so_far AS f ON v.department_id = f.department_id AND v.period_from = f.period_from
  LEFT JOIN lost_before AS b ON v.department_id = b.department_id AND v.period_from = b.period_from
  WHERE v.level = 'total'
  QUALIFY row_number() OVER (PARTITION BY v.department_id, v.period_from ORDER BY v.veto_id) = 1
)

SELECT
  v.department_id || '/' || strftime(v.period_from, '%Y-%m') || '/veto/' || v.veto_id AS line_id,
  v.department_id,
  v.period_from,
  'veto' AS kind,
  v.veto_id AS source_id,
  cast(-coalesce(l.points, t.points, 0) AS DECIMAL(18, 4)) AS points,
  cast(0 AS DECIMAL(18, 2)) AS amount_cny,
  '一票否决：' || s.title_zh || '；违规 ' || v.n_breaches || ' 次，触发次数 ' || s.at_least
  || if(v.is_lifted, '；已由决定 ' || v.decision_id || ' 解除', '') AS basis_zh,
  'veto: ' || s.title_en || '; ' || v.n_breaches || ' breaches, triggered by ' || s.at_least
  || if(v.is_lifted, '; lifted by the decision ' || v.decision_id, '') AS basis
FROM score.veto AS v
INNER JOIN rulebook.scheme_veto AS s ON v.edition_no = s.edition_no AND v.veto_id = s.veto_id
INNER JOIN so_far AS f ON v.department_id = f.department_id AND v.period_from = f.period_from
LEFT JOIN lost AS l
  ON
    v.veto_id = l.veto_id
    AND v.department_id = l.department_id
    AND v.period_from = l.period_from
LEFT JOIN total AS t
  ON
    v.veto_id = t.veto_id
    AND v.department_id = t.department_id
    AND v.period_from = t.period_from
