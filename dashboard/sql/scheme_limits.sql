-- Question: which caps and collars does the scheme set for a department's month?
-- Grain:    the edition in force that month; the last one without a month.
-- Inputs:   rulebook.scheme; $month.
-- Scope:    none: rules.
SELECT
  edition_no,
  title_zh,
  title_en,
  reward_cap_cny,
  penalty_collar_cny,
  currency
FROM rulebook.scheme
WHERE
  coalesce(closed_month = $month, closed_month IS NULL)
  AND ($month::DATE IS NULL OR valid_from IS NULL OR valid_from <= $month)
ORDER BY closed_month NULLS LAST, edition_no DESC
LIMIT 1
