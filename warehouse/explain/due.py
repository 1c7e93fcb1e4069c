"""When something is due, counted again day by day from the published limit and calendar.

Belongs here: the same rules as `sql/evaluate/deadline.sql`, `count.sql` and `reporting_duty.sql`, walked as a
person would, so that a story can show that the published due instant is right.
Does not belong here: words about it (`steps.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from warehouse.explain.parts import CalendarDay

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
SECONDS = {"s": 1, "min": 60, "h": 3600, "days": 86400, "next_day_h": 3600}
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Rule:
    """What a deadline asks of one record: its clock, comparator (`>=`: ahead), number and unit."""

    calendar: str
    op: str
    value: Decimal
    unit: str

    @property
    def is_ahead(self) -> bool:
        """Whether the act must come so long before the anchor, not after it."""
        return self.op == ">="


@dataclass(frozen=True)
class Counted:
    """A due instant, and the days between anchor and due day with their numbers.

    base: the day the count goes from (number 0). numbers: every day walked over -> its number, or None
    where it does not count; the base itself is left out.
    """

    due_at: datetime
    base: date
    numbers: tuple[tuple[date, int | None], ...] = ()


def counted(
    rule: Rule, anchor: datetime, calendar: Mapping[date, CalendarDay], zone: str
) -> Counted | None:
    """When the rule is due for an anchor; None where the calendar does not reach that far."""
    local = anchor.astimezone(ZoneInfo(zone))
    day = local.date()
    if rule.calendar == "wall_clock":
        length = timedelta(seconds=_whole(rule.value * SECONDS.get(rule.unit, 3600)))
        return Counted(anchor - length if rule.is_ahead else anchor + length, day)
    if rule.calendar == "overnight":
        seconds = _whole(rule.value * SECONDS.get(rule.unit, 3600))
        at = datetime.combine(day + DAY, time()) + timedelta(seconds=seconds)
        return Counted(at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC), day)
    if rule.calendar == "same_day":
        return Counted(end_of(day, zone), day)
    n = _whole(rule.value)
    if rule.calendar == "calendar_day":
        step = -DAY if rule.is_ahead else DAY
        numbers = tuple((day + step * each, each) for each in range(1, n + 1))
        return Counted(end_of(day + step * n, zone), day, numbers)
    try:
        return _working(rule, local, n, calendar, zone)
    except KeyError:
        return None


def _working(
    rule: Rule, local: datetime, n: int, calendar: Mapping[date, CalendarDay], zone: str
) -> Counted:
    base = local.date()
    if not rule.is_ahead:
        base = first_day(local, calendar)
    numbers: list[tuple[date, int | None]] = []
    day, number = base, 0
    while number < n:
        day += -DAY if rule.is_ahead else DAY
        works = calendar[day].is_working_day
        number += works
        numbers.append((day, number if works else None))
    return Counted(end_of(day, zone), base, tuple(numbers))


def first_day(local: datetime, calendar: Mapping[date, CalendarDay]) -> date:
    """The working day a contact belongs to: its own, or the next one if the office is closed already."""
    day = local.date()
    closes = calendar[day].office_close
    if calendar[day].is_working_day and closes is not None and local.time() <= closes:
        return day
    day += DAY
    while not calendar[day].is_working_day:
        day += DAY
    return day


def end_of(day: date, zone: str) -> datetime:
    """The last microsecond of a local day."""
    return start_of(day + DAY, zone) - MICROSECOND


def start_of(day: date, zone: str) -> datetime:
    """The midnight a local day begins with."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def period_end(every: str, first: date) -> date | None:
    """The first day after a period; None for a heating season, whose end only its record knows."""
    if every == "season":
        return None
    if every in ("day", "week"):
        return first + DAY * (7 if every == "week" else 1)
    months = first.year * 12 + first.month - 1 + MONTHS[every]
    return date(months // 12, months % 12 + 1, 1)


def duty_due(
    every: str, due_in: str | None, limit: Decimal | None, first: date, *, is_about: bool
) -> date | None:
    """The first day on which a report about the period that begins on `first` is late.

    is_about: the report names its period, so that it is due on a day of the same or the next one.
    """
    until = period_end(every, first)
    if until is None or not is_about:
        return until
    starts, ends = first, until
    if due_in == "next":
        starts, ends = until, period_end(every, until) or until
    return ends if limit is None else min(starts + DAY * _whole(limit), ends)


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
