"""The calendar of working days: which days are worked, and how far that is known.

Belongs here: turning the announced calendar of a country into dated rows, with local overrides.
Does not belong here: counting deadlines over the rows (`warehouse/`).

Working days are announced, not computed. Beyond the last year announced, Monday to Friday stands in,
marked as not announced, so that a deadline that reaches there shows itself as provisional.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

DayKind = Literal["workday", "weekend", "holiday", "makeup", "override"]

SATURDAY = 5


@dataclass(frozen=True)
class CalendarDay:
    """One day of a calendar.

    makeup: a day of the weekend that is worked in exchange for a holiday. override: a day that the
    utility set itself. is_announced: false beyond the days that an authority has announced.
    """

    day: date
    is_working_day: bool
    kind: DayKind
    name_zh: str = ""
    name_en: str = ""
    is_announced: bool = True


def calendar_days(
    calendar: str, first: date, last: date, overrides: Mapping[date, CalendarDay]
) -> list[CalendarDay]:
    """Every day from first to last, both included; an override replaces the day it names.

    calendar: one of `CALENDARS` (KeyError for any other; profiles are checked when they are loaded).
    """
    of_day = CALENDARS[calendar]
    return [overrides.get(day) or of_day(day) for day in _days(first, last)]


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _plain(day: date, *, is_announced: bool = True) -> CalendarDay:
    """Judge a day by its weekday alone."""
    is_weekend = day.weekday() >= SATURDAY
    kind: DayKind = "weekend" if is_weekend else "workday"
    return CalendarDay(day, not is_weekend, kind, is_announced=is_announced)


@cache
def _cn(day: date) -> CalendarDay:
    """China: the yearly notice moves holidays and names the weekend days worked instead."""
    from chinese_calendar.constants import Holiday, holidays, workdays

    if not min(holidays).year <= day.year <= max(holidays).year:
        return _plain(day, is_announced=False)
    if day in holidays:
        name = Holiday(holidays[day])
        return CalendarDay(day, False, "holiday", name.chinese, name.value)  # noqa: FBT003
    if day in workdays:
        name = Holiday(workdays[day])
        return CalendarDay(day, True, "makeup", name.chinese, name.value)  # noqa: FBT003
    return _plain(day)


@cache
def _names(country: str, year: int) -> dict[date, str]:
    import holidays

    return dict(holidays.country_holidays(country, years=year, language="en_US"))


def _by_law(country: str) -> Callable[[date], CalendarDay]:
    """Judge days by the national holidays of a country whose law names them for every year."""

    def of_day(day: date) -> CalendarDay:
        name = _names(country, day.year).get(day, "")
        return CalendarDay(day, False, "holiday", name, name) if name else _plain(day)  # noqa: FBT003

    return of_day


CALENDARS: dict[str, Callable[[date], CalendarDay]] = {
    "cn": _cn,
    "us": _by_law("US"),
    "es": _by_law("ES"),
}
"""The calendars a profile may name."""
