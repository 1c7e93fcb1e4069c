-- Question: which observations of two audits differ, and in what?
-- Grain:    one clause on one record in a month, judged otherwise or in one of the two audits only.
-- Inputs:   one.audit.verdict, one.audit.item, one.rulebook.clause, other.audit.verdict, other.audit.item,
--           other.rulebook.clause, diff_print_one, diff_print_other.
-- A record that a rate counts is an observation of the rate. Clause versions are told apart by what they
-- say, not by their number. A record that moved to another month is gone from the one and new in the
-- other.
CREATE OR REPLACE TEMP MACRO diff_judged(side) AS TABLE
  SELECT
    c.clause_id,
    c.subject,
    v.record_id,
    v.period_from,
    v.department_id,
    v.staff_id,
    v.customer_id,
    v.started_at,
    v.due_at,
    v.stopped_at,
    v.measured,
    v.limit_value,
    v.late_by_min,
    v.verdict,
    v.reason,
    v.decision_id,
    p.print
  FROM query_table(side || '.audit.verdict') AS v
  INNER JOIN query_table(side || '.rulebook.clause') AS c ON v.version_id = c.version_id
  INNER JOIN query_table('diff_print_' || side) AS p ON v.version_id = p.version_id
  UNION ALL BY NAME
  SELECT
    c.clause_id,
    c.subject,
    i.record_id,
    i.period_from,
    i.department_id,
    i.outcome AS verdict,
    i.reason,
    p.print
  FROM query_table(side || '.audit.item') AS i
  INNER JOIN query_table(side || '.rulebook.clause') AS c ON i.version_id = c.version_id
  INNER JOIN query_table('diff_print_' || side) AS p ON i.version_id = p.version_id;

CREATE OR REPLACE TEMP TABLE diff_observation AS
SELECT
  coalesce(a.clause_id, b.clause_id) AS clause_id,
  coalesce(a.subject, b.subject) AS record_table,
  coalesce(a.record_id, b.record_id) AS record_id,
  coalesce(a.period_from, b.period_from) AS period_from,
  a.clause_id IS NOT NULL AS is_in_one,
  b.clause_id IS NOT NULL AS is_in_other,
  a.department_id AS department_one,
  b.department_id AS department_other,
  a.verdict AS verdict_one,
  b.verdict AS verdict_other,
  a.reason AS reason_one,
  b.reason AS reason_other,
  a.started_at AS started_one,
  b.started_at AS started_other,
  a.due_at AS due_one,
  b.due_at AS due_other,
  a.stopped_at AS stopped_one,
  b.stopped_at AS stopped_other,
  a.late_by_min AS late_by_min_one,
  b.late_by_min AS late_by_min_other,
  a.limit_value AS limit_one,
  b.limit_value AS limit_other,
  a.decision_id AS decision_one,
  b.decision_id AS decision_other,
  a.print AS print_one,
  b.print AS print_other
FROM diff_judged('one') AS a
FULL JOIN diff_judged('other') AS b
  ON
    a.clause_id = b.clause_id
    AND a.record_id = b.record_id
    AND a.period_from = b.period_from
WHERE
  a.clause_id IS NULL
  OR b.clause_id IS NULL
  OR a.verdict IS DISTINCT FROM b.verdict
  OR a.reason IS DISTINCT FROM b.reason
  OR a.department_id IS DISTINCT FROM b.department_id
  OR a.staff_id IS DISTINCT FROM b.staff_id
  OR a.customer_id IS DISTINCT FROM b.customer_id
  OR a.due_at IS DISTINCT FROM b.due_at
  OR a.stopped_at IS DISTINCT FROM b.stopped_at
  OR a.measured IS DISTINCT FROM b.measured
  OR a.limit_value IS DISTINCT FROM b.limit_value
  OR a.late_by_min IS DISTINCT FROM b.late_by_min
  OR a.decision_id IS DISTINCT FROM b.decision_id
