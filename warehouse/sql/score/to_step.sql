-- Question: what is an exact amount once it is rounded to a step?
-- Grain:    none (a function).
-- Inputs:   none.
-- Half up, away from zero; decimals throughout, so that a tie is a tie.
CREATE OR REPLACE MACRO fact.to_step(exact, grain) AS CASE
  WHEN exact < 0
    THEN
      -(
        abs(exact) - abs(exact) % grain
        + if(abs(exact) % grain >= grain - abs(exact) % grain, grain, 0)
      )
  ELSE exact - exact % grain + if(exact % grain >= grain - exact % grain, grain, 0)
END
