-- Question: which tickets are about one and the same incident?
-- Grain:    one ticket.
-- Inputs:   known.tickets, fact.incident_node, fact.incident_link.
-- An incident goes by its ticket that was received first; a ticket that nothing ties to another is its own.
WITH tied AS (
  SELECT
    n.root,
    list_sort(list(DISTINCT l.linked_by)) AS linked_by
  FROM fact.incident_node AS n
  INNER JOIN fact.incident_link AS l ON n.node = l.node
  GROUP BY n.root
),

keyed AS (
  SELECT
    t.ticket_id,
    coalesce(substr(r.node, 8), t.ticket_id) AS incident_key,
    d.linked_by
  FROM known.tickets AS t
  LEFT JOIN fact.incident_node AS n ON 'ticket ' || t.ticket_id = n.node
  LEFT JOIN fact.incident_node AS r ON n.root = r.number
  LEFT JOIN tied AS d ON n.root = d.root
)

SELECT
  ticket_id,
  incident_key,
  ticket_id = incident_key AS is_first,
  count(*) OVER (PARTITION BY incident_key) AS n_tickets,
  linked_by
FROM keyed
