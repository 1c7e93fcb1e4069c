-- Question: is each month over?
-- Grain:    one scorecard.
-- Inputs:   score.scorecard, fact.setting.
-- Of a month that is not closed everything may still change; the rows of closed ones replace these.
UPDATE score.scorecard
SET
  state = if(
    cast(period_from + INTERVAL 1 MONTH AS DATE) <= cast(s.as_of AS DATE), 'provisional', 'running'
  ),
  is_provisional = TRUE
FROM fact.setting AS s
