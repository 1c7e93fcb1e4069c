"""From a word to its story.

Belongs here: the one door of the package. Does not belong here: finding, gathering or laying out anything.
"""

from __future__ import annotations

from pathlib import Path

from warehouse.explain.matter import matter
from warehouse.explain.month import month
from warehouse.explain.published import open_published
from warehouse.explain.story import Story
from warehouse.explain.target import find


def tell(path: Path, word: str, when: str = "") -> Story:
    """The story of what a word means in a published file; `when` is a department's month (YYYY-MM).

    Raises UserError, with what else to write, where the word means nothing or several things.
    """
    with open_published(path) as published:
        target = find(published, word, when)
        return (
            month(published, target) if target.kind == "department" else matter(published, target)
        )
