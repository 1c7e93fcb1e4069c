"""Days, weeks, months, quarters, years and heating seasons: the periods in which something is owed.

Belongs here: where a period begins and ends, what it is called, and from which day an audit looks.
Does not belong here: what is owed in a period (`counts`, `duties`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .world import World, earliest, next_month

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """From one day until the day before another."""

    first: date
    until: date
    label: str


def periods(world: World, every: str, since: date) -> list[Period]:
    """Every period of a kind from the one of a day to the one of the audit."""
    today = world.day(world.as_of)
    if every == "season":
        found = [one for one in seasons(world) if one.first <= today and one.until > since]
        return sorted(found)
    found = []
    while since <= today:
        found.append(period_of(since, every))
        since = found[-1].until
    return found


def period_of(day: date, every: str) -> Period:
    """The day, week (from Monday), month, quarter or year that a day lies in."""
    if every == "day":
        return Period(day, day + DAY, f"{day}")
    if every == "week":
        monday = day - DAY * day.weekday()
        year, week, _ = day.isocalendar()
        return Period(monday, monday + 7 * DAY, f"{year}-W{week:02}")
    if every == "month":
        first = day.replace(day=1)
        return Period(first, next_month(first), f"{first:%Y-%m}")
    if every == "quarter":
        number = (day.month + 2) // 3
        first = date(day.year, 3 * number - 2, 1)
        return Period(first, months_later(first, 3), f"{day.year}-Q{number}")
    return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1), f"{day.year}")


def next_period(period: Period, every: str) -> Period:
    """The period that follows."""
    return period_of(period.until, every)


def seasons(world: World) -> Iterator[Period]:
    """Every heating season that has begun; one that has not ended lasts until the audit."""
    for row in world.table("heating_seasons"):
        if first := row.get("actual_start"):
            last = row.get("actual_end") or world.day(world.as_of)
            if last >= first:
                yield Period(first, last + DAY, row["season"])


def months_later(first: date, n: int) -> date:
    """The first of a month so many months later."""
    for _ in range(n):
        first = next_month(first)
    return first


BUSINESS = {
    "tickets": "received_at",
    "applications": "received_at",
    "meter_readings": "read_at",
    "pressure_readings": "read_at",
    "water_quality_samples": "sampled_at",
    "hotline_calls": "ring_start_at",
}
"""Daily business: an audit looks from the first day of which it holds any."""


def first_day(world: World) -> date:
    """From which day standing duties are judged."""
    moments = [row.get(name) for table, name in BUSINESS.items() for row in world.table(table)]
    return world.day(earliest(moments) or world.as_of)
