-- Question: which topics do clauses have, over which a profile says what governs?
-- Grain:    one topic.
-- Inputs:   rulebook.clause, rulebook.governing.
-- Scope:    none: rules.
SELECT DISTINCT
  g.topic,
  g.title_zh,
  g.title_en
FROM rulebook.governing AS g
INNER JOIN rulebook.clause AS c ON g.topic = c.topic
ORDER BY g.title_zh, g.topic
