-- Question: how did the whole utility do on the rates it is known by?
-- Grain:    one rate clause and month.
-- Inputs:   audit.indicator, rulebook.clause, rulebook.definition, rulebook.label; $lang (zh or en).
-- Where a rate has several definitions, the one that decides is named.
SELECT
  CASE $lang WHEN 'zh' THEN c.title_zh ELSE c.title_en END
  || coalesce(
    CASE $lang WHEN 'zh' THEN '（' || d.title_zh || '）' ELSE ' (' || d.title_en || ')' END, ''
  ) AS title,
  strftime(i.period_from, '%Y-%m') AS month,
  format('{:,}/{:,}', i.numerator, i.denominator) AS kept,
  coalesce(printf('%.3f %%', 100 * i.rate::DOUBLE), '–') AS rate,
  coalesce(printf('%.1f %%', 100 * i.completeness_rate::DOUBLE), '–') AS completeness,
  coalesce(CASE $lang WHEN 'zh' THEN l.zh ELSE l.en END, i.verdict) AS verdict
FROM audit.indicator AS i
INNER JOIN rulebook.clause AS c ON i.clause_id = c.clause_id AND c.version_no = 1
LEFT JOIN rulebook.definition AS d ON c.rate_family = d.family AND d.is_governing
LEFT JOIN rulebook.label AS l ON l.list = 'verdicts' AND i.verdict = l.code
WHERE
  i.department_id IS NULL
  AND i.denominator > 0
  AND c.is_governing
  AND (c.kind = 'rate_threshold' OR c.topic = 'trunk_pressure')
ORDER BY c.clause_id, i.period_from
