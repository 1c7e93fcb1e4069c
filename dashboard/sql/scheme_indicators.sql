-- Question: which indicators does an edition of the scheme read, with which weight and curve?
-- Grain:    one indicator.
-- Inputs:   rulebook.scheme_indicator, rulebook.scheme_group, rulebook.scheme_anchor; $edition.
-- Scope:    none: rules.
SELECT
  i.*,
  g.title_zh AS group_zh,
  g.title_en AS group_en,
  g.absent,
  a.anchors,
  sum(i.points) FILTER (WHERE NOT i.is_shadow) OVER (PARTITION BY i.group_id) AS group_points
FROM rulebook.scheme_indicator AS i
LEFT JOIN rulebook.scheme_group AS g ON i.edition_no = g.edition_no AND i.group_id = g.group_id
LEFT JOIN (
  SELECT
    indicator_id,
    list(struct_pack("at" := "at", share := share) ORDER BY "at") AS anchors
  FROM rulebook.scheme_anchor
  WHERE edition_no = $edition
  GROUP BY indicator_id
) AS a
  ON i.indicator_id = a.indicator_id
WHERE i.edition_no = $edition
ORDER BY i.group_id = 'other', i.group_id, i.points DESC, i.indicator_id
