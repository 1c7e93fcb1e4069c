-- Question: what is called nearly as what was asked for?
-- Grain:    one name, nearest first.
-- Inputs:   evidence.tickets, evidence.departments, score.ledger_entry, audit.verdict, rulebook.clause;
--           $target, $clause_id (what stands before its first slash) and $record_id (what stands behind it).
WITH named AS (
  SELECT
    ticket_id AS id,
    $target AS asked
  FROM evidence.tickets
  UNION ALL
  SELECT ticket_no, $target FROM evidence.tickets WHERE ticket_no IS NOT NULL
  UNION ALL
  SELECT dept_id, $target FROM evidence.departments
  UNION ALL
  SELECT name, $target FROM evidence.departments
  UNION ALL
  SELECT entry_id, $target FROM score.ledger_entry
  UNION ALL
  SELECT c.clause_id || '/' || v.record_id, $target
  FROM audit.verdict AS v
  INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
  WHERE v.record_id = $record_id
  UNION ALL
  (
    SELECT c.clause_id || '/' || min(v.record_id), $target
    FROM audit.verdict AS v
    INNER JOIN rulebook.clause AS c ON v.version_id = c.version_id
    WHERE c.clause_id = $clause_id
    GROUP BY c.clause_id
  )
  UNION ALL
  SELECT v.record_id, $target
  FROM audit.verdict AS v
  WHERE length($target) >= 4 AND starts_with(v.record_id, $target)
)

SELECT
  id,
  max(jaro_winkler_similarity(lower(id), lower(asked))) AS likeness
FROM named
GROUP BY id
HAVING max(jaro_winkler_similarity(lower(id), lower(asked))) >= 0.75
ORDER BY likeness DESC, id
LIMIT 5
