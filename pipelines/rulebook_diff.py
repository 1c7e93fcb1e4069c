"""How the comparison of two rulebooks is shown: as lines, and as data for other programs.

Belongs here: laying it out. Does not belong here: finding the differences (`rulebook/compare.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pipelines.texts import Language, text
from rulebook.compare import Change, Comparison, ProfileChanges


def as_data(found: Comparison) -> dict[str, Any]:
    """The comparison as mappings and lists; values that are absent on a side are null."""
    return asdict(found)


def as_lines(found: Comparison, lang: Language) -> Iterator[str]:
    """The comparison line by line: + added, - removed, ~ changed."""
    if found.is_same:
        yield text("same_rulebooks", lang)
        return
    yield text(
        "diff_counts", lang,
        added=len(found.added), removed=len(found.removed), changed=len(found.changed),
    )  # fmt: skip
    yield from (f"+ {name}" for name in found.added)
    yield from (f"- {name}" for name in found.removed)
    for name, changes in found.changed.items():
        yield f"~ {name}"
        yield from (f"    {_change(one)}" for one in changes)
    yield from (f"+ {text('diff_profile_added', lang)} {one}" for one in found.profiles_added)
    yield from (f"- {text('diff_profile_removed', lang)} {one}" for one in found.profiles_removed)
    for profile in found.profiles:
        yield from _profile(profile, lang)
    if found.elsewhere:
        yield text("diff_elsewhere", lang)
        yield from (f"    {_change(one, with_what=True)}" for one in found.elsewhere)


def _profile(one: ProfileChanges, lang: Language) -> Iterator[str]:
    yield text("diff_profile", lang, profile=one.profile)
    yield from (f"    {_change(change)}" for change in one.changes)
    for change in one.governing:
        what = text("diff_governing", lang, topic=change.path)
        yield f"    {what}: {_value(change.old)} -> {_value(change.new)}"
    yield from (f"    + {text('diff_begins', lang)} {name}" for name in one.begins_to_govern)
    yield from (f"    - {text('diff_stops', lang)} {name}" for name in one.stops_governing)


def _change(one: Change, *, with_what: bool = False) -> str:
    path = ".".join(filter(None, [one.what if with_what else "", one.path]))
    return f"{path}: {_value(one.old)} -> {_value(one.new)}"


def _value(value: Any) -> str:
    """A value in one line; a dash where there is none."""
    if value is None:
        return "–"
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
