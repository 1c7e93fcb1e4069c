-- Question: what do the public service requests of Kansas City show?
-- Grain:    one figure: Chinese, English, value.
-- Inputs:   evidence.tickets, audit.verdict, meta.run.
-- A close that is known only by its day counts as the last instant of that day.
WITH t AS (
  SELECT
    t.*, cast(timezone(r.zone, t.received_at) AS DATE) AS received_on,
    cast(timezone(r.zone, t.closed_at) AS DATE) AS closed_on
  FROM evidence.tickets AS t CROSS JOIN meta.run AS r
)

SELECT '工单' AS zh, 'tickets' AS en, format('{:,}', count(*)) AS found FROM t
UNION ALL
SELECT '未关闭', 'open without a close', format('{:,}', count(*)) FROM t WHERE closed_at IS NULL
UNION ALL
SELECT
  '已取消 / 重复', 'cancelled / duplicate',
  format(
    '{:,} / {:,}', count(*) FILTER (status = 'cancelled'), count(*) FILTER (status = 'duplicate')
  )
FROM t
UNION ALL
SELECT '当日关闭', 'closed on the day they were opened', format('{:,}', count(*))
FROM t WHERE received_on = closed_on
UNION ALL
SELECT '漏水报告', 'leak reports', format('{:,}', count(*)) FROM t WHERE ticket_type = 'leak_report'
UNION ALL
SELECT
  '判定', 'verdicts',
  coalesce(string_agg(verdict || ' ' || n, ', ' ORDER BY verdict), '–')
FROM (SELECT verdict, count(*) AS n FROM audit.verdict GROUP BY verdict)
