-- Question: what does the public incident event log show?
-- Grain:    one figure: Chinese, English, value.
-- Inputs:   evidence.tickets, evidence.ticket_events, evidence.departments, audit.verdict.
SELECT '事件单' AS zh, 'incidents' AS en, format('{:,}', count(*)) AS found FROM evidence.tickets
UNION ALL
SELECT '状态变更', 'events', format('{:,}', count(*)) FROM evidence.ticket_events
UNION ALL
SELECT '处理组', 'groups', format('{:,}', count(*)) FROM evidence.departments
UNION ALL
SELECT '与前一变更同一时刻', 'events at the same instant as an earlier one', format('{:,}', sum(n - 1))
FROM (
  SELECT count(*) AS n FROM evidence.ticket_events GROUP BY ticket_id, event_at HAVING count(*) > 1
)
UNION ALL
SELECT '经过多个组的单', 'incidents handled by more than one group', format('{:,}', count(*))
FROM (
  SELECT ticket_id FROM evidence.ticket_events
  GROUP BY ticket_id HAVING count(DISTINCT dept_id) > 1
)
UNION ALL
SELECT
  '判定', 'verdicts',
  coalesce(string_agg(verdict || ' ' || n, ', ' ORDER BY verdict), '–')
FROM (SELECT verdict, count(*) AS n FROM audit.verdict GROUP BY verdict)
