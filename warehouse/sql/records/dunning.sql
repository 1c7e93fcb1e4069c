-- Question: what is known of each reminder of arrears when it is judged?
-- Grain:    one reminder.
-- Inputs:   known.dunning.
SELECT
  *,
  dunning_id AS record_id,
  dept_id AS record_department_id,
  cast(NULL AS VARCHAR) AS record_staff_id,
  customer_id AS record_customer_id,
  done_at AS record_at,
  done_at AS record_settled_at
FROM known.dunning
