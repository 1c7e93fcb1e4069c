"""A story drawn as SVG: a timeline of a matter, a waterfall of a department's month.

Belongs here: which drawing suits which story. Does not belong here: drawing.
"""

from __future__ import annotations

from warehouse.explain.phrases import Language
from warehouse.explain.story import Matter, Story
from warehouse.explain.timeline import timeline
from warehouse.explain.waterfall import waterfall


def svg(story: Story, language: Language) -> str:
    """The story as one SVG document that needs nothing from elsewhere."""
    return timeline(story, language) if isinstance(story, Matter) else waterfall(story, language)
