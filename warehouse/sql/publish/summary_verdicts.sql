-- Question: how many observations have which verdict?
-- Grain:    one verdict.
-- Inputs:   audit.verdict, rulebook.label; $lang (zh or en).
SELECT
  coalesce(CASE $lang WHEN 'zh' THEN l.zh ELSE l.en END, v.verdict) AS label,
  count(*) AS n
FROM audit.verdict AS v
LEFT JOIN rulebook.label AS l ON l.list = 'verdicts' AND v.verdict = l.code
GROUP BY ALL
ORDER BY n DESC
