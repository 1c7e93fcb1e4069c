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


@dataclass(frozen=True)
class Trial:
    """One chart that was tried. n: its periods; rarer: events, or records without one where those are fewer;
    lack: what there is too little of, empty where the chart fits. Of a g chart: days, and breaches in order.
    """

    kind: Span | Literal["g"]
    n: int
    rarer: int
    lack: Literal["", "periods", "events"]


def trials(days: Sequence[Count], ordered: int | None) -> list[Trial]:
    """Every chart that can be tried, the best first: the shortest period shows a change as early as it can.

    ordered: events that can be put in order with the records between them; None where records cannot be.
    """
    total, events = sum(one.n for one in days), sum(one.events for one in days)
    rarer = min(events, total - events)
    spans: tuple[Span, ...] = ("day", "week", "month")
    found = []
    for span in spans:
        n = len(gathered(days, span))
        found.append(Trial(span, n, rarer, _lack(n, is_enough=rarer >= FEWEST_EVENTS * n)))
    if ordered is not None:
        lack = _lack(found[0].n, is_enough=ordered > FEWEST_GAPS)
        found.append(Trial("g", found[0].n, ordered, lack))
    return found


def _lack(n: int, *, is_enough: bool) -> Literal["", "periods", "events"]:
    if n < FEWEST_PERIODS:
        return "periods"
    return "" if is_enough else "events"


def fitting(
    days: Sequence[Count], *, is_ordered: bool = True
) -> Span | Literal["g", "none", "few"]:
    """Which chart fits: a p chart by day, week or month; else g for rare events; else none, and why.

    is_ordered: whether records can be put in order, as a g chart needs.
    """
    total, events = sum(one.n for one in days), sum(one.events for one in days)
    if not total:
        return "few"
    if not events or events == total:
        return "none"
    tried = trials(days, events if is_ordered else None)
    return next((one.kind for one in tried if not one.lack), "few")
