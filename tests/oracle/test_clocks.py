"""The oracle's own clocks, against days counted by hand from the announced calendar of 2026."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from rulebook.version import Clock

from .clocks import due
from .small import at, small

WORLD = small({}, "2026-03-01 12:00")


@pytest.mark.parametrize(
    ("anchor", "n", "day", "why"),
    [
        ("2026-03-02 09:00", 1, "2026-03-03", "an ordinary Monday"),
        ("2026-03-02 17:30", 1, "2026-03-03", "the office closes at half past five"),
        ("2026-03-02 17:30:00.000001", 1, "2026-03-04", "a microsecond after it has closed"),
        ("2026-03-02 07:00", 1, "2026-03-03", "before it opens"),
        ("2026-03-06 18:00", 0, "2026-03-09", "Friday evening belongs to Monday"),
        ("2026-02-13 18:00", 1, "2026-02-24", "a Saturday is worked before Spring Festival"),
        ("2026-02-14 09:00", 1, "2026-02-24", "the worked Saturday counts as a day itself"),
        ("2026-02-18 09:00", 0, "2026-02-24", "within Spring Festival"),
        ("2026-02-27 09:00", 1, "2026-02-28", "a Saturday is worked after it"),
        ("2026-09-18 18:00", 1, "2026-09-21", "a Sunday is worked before National Day"),
        ("2026-09-30 09:00", 3, "2026-10-10", "over National Day to a worked Saturday"),
        ("2026-09-30 18:00", 0, "2026-10-08", "the evening before National Day"),
        ("2026-10-10 18:00", 1, "2026-10-13", "after the worked Saturday has closed"),
    ],
)
def test_working_days(anchor: str, n: int, day: str, why: str) -> None:
    end, is_provisional = due(WORLD, Clock.WORKING_DAY, at(anchor), Decimal(n), "days", ahead=False)
    assert (_last_instant(day), False) == (end, is_provisional), why


@pytest.mark.parametrize(
    ("anchor", "n", "is_provisional"),
    [
        ("2026-12-30 09:00", 1, False),
        ("2026-12-30 18:00", 1, True),
        ("2026-12-31 09:00", 1, True),
        ("2027-03-01 09:00", 0, True),
    ],
)
def test_days_that_nobody_has_announced(anchor: str, n: int, is_provisional: bool) -> None:
    found = due(WORLD, Clock.WORKING_DAY, at(anchor), Decimal(n), "days", ahead=False)
    assert found[1] is is_provisional


@pytest.mark.parametrize(
    ("clock", "value", "unit", "ahead", "end"),
    [
        (Clock.WALL_CLOCK, "1.5", "h", False, "2026-03-06 11:30:00"),
        (Clock.WALL_CLOCK, "90", "min", True, "2026-03-06 08:30:00"),
        (Clock.WALL_CLOCK, "2", "days", False, "2026-03-08 10:00:00"),
        (Clock.CALENDAR_DAY, "0", "days", False, "2026-03-06 23:59:59.999999"),
        (Clock.CALENDAR_DAY, "3", "days", False, "2026-03-09 23:59:59.999999"),
        (Clock.CALENDAR_DAY, "3", "days", True, "2026-03-03 23:59:59.999999"),
        (Clock.WORKING_DAY, "2", "days", True, "2026-03-04 23:59:59.999999"),
        (Clock.SAME_DAY, "0", "days", False, "2026-03-06 23:59:59.999999"),
    ],
)
def test_other_clocks(clock: Clock, value: str, unit: str, ahead: bool, end: str) -> None:
    found = due(WORLD, clock, at("2026-03-06 10:00"), Decimal(value), unit, ahead=ahead)
    assert found == (at(end), False)


def _last_instant(day: str) -> datetime:
    return at(f"{date.fromisoformat(day) + timedelta(days=1)} 00:00") - timedelta(microseconds=1)
