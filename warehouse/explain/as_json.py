"""A story as JSON, for programs; `docs/explain.md` describes every key.

Belongs here: turning a story into one JSON document. Does not belong here: what a story holds (`story.py`).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime, time
from decimal import Decimal

from warehouse.explain.story import Story


def as_json(story: Story) -> str:
    """The whole story in both languages, ending in a newline.

    Numbers are numbers, dates and instants ISO 8601 (instants in UTC), what is unknown is null.
    """
    return json.dumps(asdict(story), ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")
