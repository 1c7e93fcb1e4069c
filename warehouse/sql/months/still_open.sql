-- Question: which months before another one have scorecards?
-- Grain:    one month.
-- Inputs:   published.score.scorecard; $month.
SELECT DISTINCT cast(period_from AS DATE) AS month_from
FROM published.score.scorecard
WHERE period_from < $month
ORDER BY month_from
