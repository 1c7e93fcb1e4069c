-- Question: what ties tickets to each other, or to the orders, stops and incidents they share?
-- Grain:    fact.incident_link: one tie of two nodes, once each way; fact.incident_node: one node with the
--           lowest number of a ticket it is known to be tied to (tickets are numbered as they were received).
-- Inputs:   known.tickets, known.callbacks, known.repair_orders, known.outages, known.incidents.
-- A ticket names its earlier ticket on the matter, even one that was never delivered; a callback the ticket
-- it reopened; a repair order its ticket and the order that redoes it; a stop of supply its repair order;
-- an incident its ticket.
CREATE OR REPLACE TABLE fact.incident_link AS
WITH tie AS (
  SELECT
    'parent' AS linked_by,
    'ticket ' || ticket_id AS node,
    'ticket ' || parent_ticket_id AS other
  FROM known.tickets
  UNION ALL
  SELECT
    'callback' AS linked_by,
    'ticket ' || ticket_id AS node,
    'ticket ' || reopened_ticket_id AS other
  FROM known.callbacks
  UNION ALL
  SELECT
    'repair_order' AS linked_by,
    'order ' || repair_order_id AS node,
    'ticket ' || ticket_id AS other
  FROM known.repair_orders
  UNION ALL
  SELECT
    'repair_order' AS linked_by,
    'order ' || repair_order_id AS node,
    'order ' || rework_order_id AS other
  FROM known.repair_orders
  UNION ALL
  SELECT
    'outage' AS linked_by,
    'outage ' || outage_id AS node,
    'order ' || repair_order_id AS other
  FROM known.outages
  UNION ALL
  SELECT
    'incident' AS linked_by,
    'incident ' || incident_id AS node,
    'ticket ' || ticket_id AS other
  FROM known.incidents
)

SELECT
  linked_by,
  node,
  other
FROM tie
WHERE node != other
UNION
SELECT
  linked_by,
  other AS node,
  node AS other
FROM tie
WHERE node != other;

CREATE OR REPLACE TABLE fact.incident_node AS
WITH numbered AS (
  SELECT
    'ticket ' || ticket_id AS node,
    row_number() OVER (ORDER BY received_at, ticket_id) AS number
  FROM known.tickets
)

SELECT
  n.node,
  t.number,
  coalesce(t.number, 9223372036854775807) AS root
FROM (SELECT DISTINCT node FROM fact.incident_link) AS n
LEFT JOIN numbered AS t ON n.node = t.node
