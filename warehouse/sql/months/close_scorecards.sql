-- Question: which scorecards may no longer change?
-- Grain:    one department of the month that is being closed.
-- Inputs:   score.scorecard of the frozen file.
UPDATE score.scorecard
SET
  state = 'closed',
  is_provisional = FALSE
