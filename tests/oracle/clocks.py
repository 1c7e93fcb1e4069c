"""When something is due: the clocks of a deadline, counted day by day.

Belongs here: the due instant for an anchor and a limit, and which days are working days.
Does not belong here: which moment is the anchor, and what an act before or after it means (`deadline`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

import chinese_calendar
import holidays
from chinese_calendar.constants import holidays as announced

from rulebook.version import Clock

from .world import World

MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)
SECONDS = {"s": 1, "min": 60, "h": 3600, "days": 86400}
SATURDAY = 5


def due(
    world: World, clock: Clock, anchor: datetime, value: Decimal, unit: str, *, ahead: bool
) -> tuple[datetime, bool]:
    """The last instant in time, and whether it rests on days that nobody has announced yet.

    ahead: at least so much before the anchor, instead of at most so much after it.
    """
    day, n = world.day(anchor), int(value)
    if clock is Clock.WALL_CLOCK:
        return (anchor - span(value, unit) if ahead else anchor + span(value, unit)), False
    if clock is Clock.OVERNIGHT:
        return world.clock(day + DAY, span(value, "h")), False
    if clock is Clock.CALENDAR_DAY:
        return _end(world, day - n * DAY if ahead else day + n * DAY), False
    if clock is Clock.SAME_DAY:
        return _end(world, day), False
    last = _back(world, day, n) if ahead else _on(world, first_day(world, anchor), n)
    n_days = abs((last - day).days) + (not ahead)
    counted = [min(last, day) + DAY * each for each in range(n_days)]
    return _end(world, last), not all(is_announced(world, one) for one in counted)


def span(value: Decimal, unit: str) -> timedelta:
    """A number of seconds, minutes, hours or days of 24 hours."""
    return timedelta(microseconds=int(value * SECONDS[unit] * 1_000_000))


def first_day(world: World, anchor: datetime) -> date:
    """The working day a contact belongs to: the next one, if the office is closed already."""
    day = world.day(anchor)
    if is_working_day(world, day) and world.local(anchor).time() <= office_close(world, day):
        return day
    return _on(world, day, 1)


def office_close(world: World, day: date) -> time:
    """When the office closes on a day: as the utility says for that day, else as always."""
    own = world.find("calendar", "day", day).get("office_close")
    return own or time.fromisoformat(world.profile.office_close)


def is_working_day(world: World, day: date) -> bool:
    """Whether a day is worked: as the utility says, else as announced, else Monday to Friday."""
    if own := world.find("calendar", "day", day):
        return bool(own["is_working_day"])
    if world.profile.calendar == "cn":
        if day.year in _announced_years():
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < SATURDAY
    country = _by_law(world.profile.calendar.upper(), day.year)
    return day not in country and day.weekday() < SATURDAY


def is_announced(world: World, day: date) -> bool:
    """Whether an authority (or the utility) has announced whether a day is worked."""
    is_own = bool(world.find("calendar", "day", day))
    return is_own or world.profile.calendar != "cn" or day.year in _announced_years()


@cache
def _announced_years() -> range:
    return range(min(announced).year, max(announced).year + 1)


@cache
def _by_law(country: str, year: int) -> Mapping[date, str]:
    return dict(holidays.country_holidays(country, years=year))


def _on(world: World, day: date, n: int) -> date:
    """The n-th working day after a day."""
    while n:
        day += DAY
        n -= is_working_day(world, day)
    return day


def _back(world: World, day: date, n: int) -> date:
    """The n-th working day before a day."""
    while n:
        day -= DAY
        n -= is_working_day(world, day)
    return day


def _end(world: World, day: date) -> datetime:
    """The last microsecond of a local day."""
    return world.midnight(day + DAY) - MICROSECOND
