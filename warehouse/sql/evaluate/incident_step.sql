-- Question: to which earlier ticket is each node tied by way of its neighbours?
-- Grain:    changes fact.incident_node; one node. Run again until nothing changes.
-- Inputs:   fact.incident_link, fact.incident_node.
-- A node takes the lowest root among its neighbours and, to come to the end of a long chain soon, the root
-- that the ticket of that number has itself by now.
UPDATE fact.incident_node
SET root = m.root
FROM (
  SELECT
    l.node,
    min(coalesce(j.root, n.root)) AS root
  FROM fact.incident_link AS l
  INNER JOIN fact.incident_node AS n ON l.other = n.node
  LEFT JOIN fact.incident_node AS j ON n.root = j.number
  GROUP BY l.node
) AS m
WHERE fact.incident_node.node = m.node AND m.root < fact.incident_node.root
