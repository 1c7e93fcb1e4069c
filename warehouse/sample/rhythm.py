"""When things happen in the sample: the months covered, working days, the daily and yearly rhythm.

Belongs here: instants as whole local seconds, and how they are drawn and turned into columns.
Does not belong here: what happens at an instant (the modules named after each subject).

Local time is held as seconds since 1970-01-01 00:00 local, in int64; `NONE` means that it did not
happen. The zone of the sample has no summer time, so local seconds never repeat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from rulebook.calendar import CALENDARS

Seconds = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rng = np.random.Generator

ZONE = "Asia/Shanghai"
UTC_OFFSET_H = 8
NONE = int(np.iinfo(np.int64).min)
MINUTE, HOUR, DAY = 60, 3600, 86400

CALLS_BY_HOUR = (
    4, 3, 2, 2, 3, 8, 25, 52, 88, 95, 90, 74, 52, 50, 66, 72, 70, 66, 62, 58, 50, 36, 20, 9,
)  # fmt: skip
"""Share of a day's contacts by the hour: the office morning leads, the evening at home follows."""

CALLS_BY_MONTH = (1.15, 1.0, 0.9, 0.92, 1.0, 1.12, 1.3, 1.28, 1.05, 0.9, 0.92, 1.1)
"""Contacts by calendar month: summer demand and winter frost."""


def epoch(day: date, hour: float = 0.0) -> int:
    """Local seconds of an hour of a day."""
    return (day - date(1970, 1, 1)).days * DAY + round(hour * HOUR)


@dataclass(frozen=True)
class Span:
    """The months that the sample covers, and the instant it is audited at."""

    first_month: date
    months: int

    @cached_property
    def month_firsts(self) -> list[date]:
        """First days of the months, and of the month after the last."""
        count = self.first_month.year * 12 + self.first_month.month - 1
        numbers = range(count, count + self.months + 1)
        return [date(number // 12, number % 12 + 1, 1) for number in numbers]

    @property
    def start(self) -> int:
        """First instant of the first month."""
        return epoch(self.month_firsts[0])

    @property
    def end(self) -> int:
        """First instant after the last month."""
        return epoch(self.month_firsts[-1])

    @property
    def as_of(self) -> int:
        """Instant of the audit: 02:00 on the third day after the last month. Nothing is later."""
        return self.end + 2 * DAY + 2 * HOUR

    @property
    def as_of_text(self) -> str:
        """`as_of` with its offset, as a command line takes it."""
        moment = datetime.combine(self.month_firsts[-1], time(2)) + timedelta(days=2)
        return f"{moment.isoformat()}+0{UTC_OFFSET_H}:00"

    @cached_property
    def periods(self) -> list[str]:
        """The months as YYYY-MM."""
        return [f"{first:%Y-%m}" for first in self.month_firsts[:-1]]

    @cached_property
    def days(self) -> list[date]:
        """All days of the months."""
        count = (self.month_firsts[-1] - self.month_firsts[0]).days
        return [self.month_firsts[0] + timedelta(days=number) for number in range(count)]

    @cached_property
    def working_days(self) -> list[date]:
        """Days of the months on which the office works."""
        return [day for day in self.days if is_working_day(day)]

    def days_of(self, month: int, *, working: bool = False) -> list[date]:
        """List the days of the n-th month."""
        first, after = self.month_firsts[month], self.month_firsts[month + 1]
        return [
            day for day in (self.working_days if working else self.days) if first <= day < after
        ]


def is_working_day(day: date) -> bool:
    """Whether offices work: as announced where the announcement is known, Monday to Friday else."""
    return CALENDARS["cn"](day).is_working_day


def contacts(rng: Rng, span: Span, count: int, *, until: int | None = None) -> Seconds:
    """Instants of contacts in order, by the rhythm of day, week and season."""
    days = [day for day in span.days if epoch(day) < (until or span.end)]
    weights = np.array(
        [CALLS_BY_MONTH[day.month - 1] * (1.0 if day.weekday() < 5 else 0.72) for day in days]  # noqa: PLR2004
    )
    day = rng.choice(len(days), size=count, p=weights / weights.sum())
    hours = np.array(CALLS_BY_HOUR, dtype=np.float64)
    hour = rng.choice(24, size=count, p=hours / hours.sum())
    drawn = span.start + day * DAY + hour * HOUR + rng.integers(0, HOUR, size=count)
    return np.sort(drawn.astype(np.int64))


def between(rng: Rng, low: float, high: float, count: int, *, unit: int = MINUTE) -> Seconds:
    """Durations drawn evenly between two bounds given in a unit."""
    return (rng.uniform(low, high, size=count) * unit).astype(np.int64)


def at_office(rng: Rng, days: Sequence[date] | Seconds, low: float, high: float) -> Seconds:
    """Instants between two hours of the given days."""
    starts = (
        np.array([epoch(day) for day in days], dtype=np.int64)
        if not isinstance(days, np.ndarray)
        else days // DAY * DAY
    )
    return starts + between(rng, low, high, len(starts), unit=HOUR)


def after(moments: Seconds, durations: Seconds | int) -> Seconds:
    """Moments moved by durations; what did not happen stays so."""
    return np.where(moments == NONE, NONE, moments + durations)


def until(moments: Seconds, limit: int) -> Seconds:
    """Moments that lie after a limit are taken as not having happened."""
    return np.where(moments > limit, NONE, moments)


def instants(moments: Seconds) -> pl.Series:
    """Make a column of local date-times."""
    return pl.Series(moments.view("datetime64[s]").astype("datetime64[us]"))


def dates(moments: Seconds) -> pl.Series:
    """Make a column of dates."""
    return pl.Series(moments.view("datetime64[s]").astype("datetime64[D]"))


def months_of(moments: Seconds) -> list[str]:
    """YYYY-MM of each moment."""
    texts: list[str] = moments.view("datetime64[s]").astype("datetime64[M]").astype(str).tolist()
    return texts
