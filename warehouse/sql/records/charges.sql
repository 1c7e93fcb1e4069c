-- Question: what is known of each charge outside the regular bill when it is judged?
-- Grain:    one charge.
-- Inputs:   known.charges, known.staff, known.tickets.
SELECT
  c.*,
  c.charge_id AS record_id,
  s.dept_id AS record_department_id,
  c.collector_id AS record_staff_id,
  coalesce(c.customer_id, t.customer_id) AS record_customer_id,
  coalesce(c.charged_at, t.received_at) AS record_at,
  c.charged_at AS record_settled_at,
  c.amount_cny > c.tariff_cny AS "charges.is_above_tariff",
  greatest(c.amount_cny - c.tariff_cny, 0) AS "charges.excess_cny",
  coalesce(c.violation_found, FALSE) AS "charges.is_violation_verified",
  CASE
    WHEN c.invoice_kind IN ('other', 'none') THEN c.amount_cny
    WHEN c.amount_cny > c.tariff_cny THEN c.amount_cny - c.tariff_cny
  END AS "charges.irregular_cny"
FROM known.charges AS c
LEFT JOIN known.staff AS s ON c.collector_id = s.staff_id
LEFT JOIN known.tickets AS t ON c.ticket_id = t.ticket_id
