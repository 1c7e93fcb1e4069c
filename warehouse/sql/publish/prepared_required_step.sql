-- Question: which steps must a record show, in words, where a clause asks that they are there?
-- Grain:    one version of a clause that requires steps.
-- Inputs:   rulebook.clause, rulebook.condition, rulebook.clause_fact, rulebook.label.
WITH expected AS (
  SELECT
    c.version_id,
    c.n,
    c.fact,
    string_agg(l.zh, ' / ' ORDER BY x.place) AS zh,
    string_agg(l.en, ' / ' ORDER BY x.place) AS en
  FROM rulebook.condition AS c
  CROSS JOIN
    LATERAL (
      SELECT unnest(c.expected) AS code, generate_subscripts(c.expected, 1) AS place
    ) AS x
  LEFT JOIN rulebook.label AS l ON c.fact = l.list AND x.code = l.code
  WHERE c.part = 'requires'
  GROUP BY ALL
),

step AS (
  SELECT version_id, n, fact, zh AS value_zh, en AS value_en FROM expected
  UNION ALL
  SELECT f.version_id, f.n_facts AS n, f.fact, NULL AS value_zh, NULL AS value_en
  FROM rulebook.clause_fact AS f
  INNER JOIN rulebook.clause AS c ON f.version_id = c.version_id
  WHERE c.kind = 'sequence' AND f.role = 'end'
)

SELECT
  s.version_id,
  string_agg(coalesce(l.zh, s.fact) || coalesce('（' || s.value_zh || '）', ''), '、' ORDER BY s.n, s.fact)
    AS steps_zh,
  string_agg(coalesce(l.en, s.fact) || coalesce(' (' || s.value_en || ')', ''), ', ' ORDER BY s.n, s.fact)
    AS steps_en
FROM step AS s
LEFT JOIN rulebook.label AS l ON l.list = 'facts' AND s.fact = l.code
GROUP BY s.version_id
ORDER BY s.version_id
