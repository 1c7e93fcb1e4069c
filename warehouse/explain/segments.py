"""A clock cut where its holder, a pause or the office hours change.

Belongs here: stretches of one holder and one state that follow each other without gap, and their sums.
Does not belong here: who held what (`holders.py`), drawing them (`timeline.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from warehouse.explain.due import DAY, start_of
from warehouse.explain.parts import CalendarDay, Held, Holding, Party, Segment
from warehouse.explain.published import Published, Row


class Span(NamedTuple):
    """A stretch of time, half-open."""

    from_at: datetime
    until_at: datetime


def closed_spans(
    calendar: Mapping[date, CalendarDay], zone: str, first: datetime, last: datetime
) -> Iterator[Span]:
    """When the office is closed between two instants, neighbours as one."""
    day = first.astimezone(ZoneInfo(zone)).date()
    since: datetime | None = first
    while start_of(day, zone) < last:
        own = calendar.get(day)
        if own and own.is_working_day and own.office_open and own.office_close:
            tz = ZoneInfo(zone)
            opens = datetime.combine(day, own.office_open, tz).astimezone(first.tzinfo)
            closes = datetime.combine(day, own.office_close, tz).astimezone(first.tzinfo)
            if since is not None and opens > since:
                yield Span(since, min(opens, last))
            since = max(closes, first)
        day += DAY
    if since is not None and since < last:
        yield Span(since, last)


def cut(
    published: Published,
    first: datetime,
    last: datetime,
    holdings: Sequence[Holding],
    owner: Party | None,
    *,
    with_hours: bool,
) -> tuple[Segment, ...]:
    """The stretches from first to last; with_hours: those outside office hours apart (`closed`).

    owner: who answers; has the time in which no department acted, where holdings are read off events.
    """  # fmt: skip
    if last <= first:
        return ()
    by_events = all(one.basis == "events" for one in holdings)
    closed = (
        list(closed_spans(published.calendar, published.asked.zone, first, last))
        if with_hours
        else []
    )
    bounds = {first, last}
    for one in holdings:
        bounds |= {one.from_at, one.until_at or last}
    for span in closed:
        bounds |= set(span)
    points = sorted(at for at in bounds if first <= at <= last)
    found: list[Segment] = []
    for from_at, until_at in pairwise(points):
        holding = _at(holdings, from_at)
        state = holding.state if holding else "running"
        if state == "running" and any(one.from_at <= from_at < one.until_at for one in closed):
            state = "closed"
        department = holding.department if holding else owner if by_events else None
        if found and (found[-1].state, found[-1].department) == (state, department):
            from_at = found.pop().from_at  # noqa: PLW2901 - one stretch with the one before
        seconds = round((until_at - from_at).total_seconds())
        found.append(Segment(from_at, until_at, state, department, seconds))
    return tuple(found)


def _at(holdings: Sequence[Holding], at: datetime) -> Holding | None:
    found = [
        one for one in holdings if one.from_at <= at and (one.until_at is None or at < one.until_at)
    ]
    return found[-1] if found else None


def held(
    published: Published, segments: Sequence[Segment], shares: Sequence[Row]
) -> tuple[Held, ...]:
    """What each department had of a clock, in order of first holding, with its share of the breach."""
    by_id: dict[str, dict[str, int]] = {}
    parties: dict[str, Party | None] = {}
    for one in segments:
        key = one.department.id if one.department else ""
        parties.setdefault(key, one.department)
        of = by_id.setdefault(key, {"running": 0, "paused": 0, "closed": 0})
        of[one.state] = of.get(one.state, 0) + one.seconds
    shared = {row["department_id"]: row for row in shares}
    for key in shared:
        parties.setdefault(key, published.department(key))
        by_id.setdefault(key, {"running": 0, "paused": 0, "closed": 0})
    return tuple(
        Held(
            parties[key], of["running"], of["paused"], of["closed"],
            share.get("held_min"), share.get("allowance_min"), share.get("share"),
            published.code("lateness_rules", share["rule"]) if share.get("rule") else None,
        )
        for key, of in by_id.items()
        for share in [shared.get(key, {})]
    )  # fmt: skip
