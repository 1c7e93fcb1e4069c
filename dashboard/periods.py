"""Counts of records by day, week and month, and the control chart that fits them.

Belongs here: gathering and choosing. Does not belong here: limits and rules (`dashboard/control.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Span = Literal["day", "week", "month"]

FEWEST_PERIODS = 12
FEWEST_GAPS = 8
FEWEST_EVENTS = 3.0
"""Events a period must be expected to have: then at least one is 95 percent sure (Montgomery, 7.2)."""


@dataclass(frozen=True)
class Count:
    """How many records a period had, and how many of them are events."""

    on: date
    n: int
    events: int


def first_of(on: date, span: Span) -> date:
    """The first day of the week or month that a day lies in."""
    if span == "week":
        return on - timedelta(days=on.weekday())
    return on.replace(day=1) if span == "month" else on


def gathered(days: Sequence[Count], span: Span) -> list[Count]:
    """Counts of days as counts of weeks or months, in order."""
    found: dict[date, list[int]] = {}
    for one in days:
        place = found.setdefault(first_of(one.on, span), [0, 0])
        place[0] += one.n
        place[1] += one.events
    return [Count(on, n, events) for on, (n, events) in sorted(found.items()) if n]


def fitting(days: Sequence[Count]) -> Span | Literal["g", "none", "few"]:
    """Which chart fits: a p chart by day, week or month; else g for rare events; else none, and why.

    The shortest period with events enough is taken, so that a change shows as early as it can.
    """
    total, events = sum(one.n for one in days), sum(one.events for one in days)
    if not total:
        return "few"
    if not events or events == total:
        return "none"
    spans: tuple[Span, ...] = ("day", "week", "month")
    for span in spans:
        periods = gathered(days, span)
        if len(periods) >= FEWEST_PERIODS and min(events, total - events) >= FEWEST_EVENTS * len(
            periods
        ):
            return span
    if len(gathered(days, "day")) >= FEWEST_PERIODS and events > FEWEST_GAPS:
        return "g"
    return "few"
