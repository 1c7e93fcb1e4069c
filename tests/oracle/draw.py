"""Random instants and worlds: dense around the boundaries that clauses have.

Belongs here: seasons worth trying, instants near each other, and the profile of a drawn world.
Does not belong here: the rows of any table (`draw_tickets`, `draw_records`, `draw_pressure`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from rulebook.clause import Clause
from rulebook.profile import Parameter, Profile
from tests.running import shipped

from .world import Row, World

Draw = st.DrawFn


MICROSECOND = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
NONE = timedelta()


@dataclass(frozen=True)
class Season:
    """A stretch of days in one zone and calendar."""

    first: date
    n_days: int
    zone: str = "Asia/Shanghai"
    calendar: str = "cn"

    def at(self, day: int, clock: time) -> datetime:
        """An instant of the season, by day and local time."""
        local = datetime.combine(self.first + timedelta(days=day), clock, self.tz)
        return local.astimezone(UTC)

    @property
    def tz(self) -> ZoneInfo:
        """The zone, for the clock on the wall."""
        return ZoneInfo(self.zone)


Rules = dict[str, Clause] | Callable[[Season], st.SearchStrategy[dict[str, Clause]]]
"""Clauses, or how to draw some for a season."""

SEASONS = (
    Season(date(2026, 2, 9), 22),  # Spring Festival, make-up days on both sides
    Season(date(2026, 9, 17), 27),  # make-up Sunday, Mid-Autumn, National Day, make-up Saturday
    Season(date(2026, 12, 21), 11),  # on the threshold of a year that nobody has announced
    Season(date(2026, 10, 28), 9, "America/New_York", "us"),  # the day of 25 hours
    Season(date(2026, 3, 4), 9, "America/New_York", "us"),  # the day of 23 hours
)

CLOCKS = (
    time(9), time(0), time(23, 59, 59, 999999), time(17, 30), time(17, 30, 0, 1), time(17, 30, 1),
    time(8, 30), time(23, 59, 59), time(12), time(4, 12, 34, 567891),
)  # fmt: skip

NUDGES = (
    NONE,
    MICROSECOND,
    -MICROSECOND,
    SECOND,
    -SECOND,
    MINUTE,
    MINUTE + MICROSECOND,
    -MINUTE,
)
SPANS = (1, 24, 4, 12, 2, 5, 1.5, 0, 0.5, 6, 48, -1)
"""Hours between moments: the limits of the clauses, and what lies off them."""

DAYS_LATER = (1, 0, 2, 3, 4, 6, 8, 9, 11)
"""Local midnights after a moment: where days end."""


def instants(season: Season) -> st.SearchStrategy[datetime]:
    """Instants of a season, at the times of day that matter."""
    days = st.integers(0, season.n_days - 1)
    return st.builds(season.at, days, st.sampled_from(CLOCKS))


MONTH_ENDS = (
    Season(date(2026, 2, 27), 5),
    Season(date(2026, 9, 29), 5),
    Season(date(2026, 12, 30), 4),
    Season(date(2026, 10, 30), 4, "America/New_York", "us"),
)
"""Seasons for what depends on the month."""


def after(season: Season, moment: datetime, *others: datetime) -> st.SearchStrategy[datetime]:
    """Instants at, just before or just after a boundary that counts from a moment, or another one."""
    spans = [moment + timedelta(hours=hours) for hours in SPANS]
    local = moment.astimezone(ZoneInfo(season.zone)).date()
    nights = [season.at((local - season.first).days + n, time()) for n in DAYS_LATER]
    return st.builds(
        _nudged, st.sampled_from([*spans, *nights, *others, *others]), st.sampled_from(NUDGES)
    )


def _nudged(moment: datetime, nudge: timedelta) -> datetime:
    return moment + nudge


def mostly(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A value, or nothing in one case of four."""
    return st.one_of(strategy, strategy, strategy, st.none())


def sometimes(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Nothing, or a value in one case of four."""
    return st.one_of(st.none(), st.none(), st.none(), strategy)


DECEMBER = 12

PARAMETERS = {
    "reply_h": (None, 1, 4, 24, Decimal("1.5")),
    "medium_h": (None, 6, 12),
    "n_days": (2, 0, 1, 3, 5, 7, None, 10),
    "n_more": (2, 1, 3, None, 7),
    "n_times": (None, 1, 2),
    "floor": (None, Decimal("0.25"), 5, 50),
    "sudden_notice_min": (None, 30),
    "reading_tolerance": (5, None),
    "patrol_per_month": (1, None, 2),
}
"""What an operator may have set, or not."""

DEPARTMENTS: list[Row] = [
    {"dept_id": f"D-{role}", "name": role, "role": role}
    for role in ("network", "business_service", "production", "other")
]


def rules_of(draw: Draw, rules: Rules, season: Season) -> dict[str, Clause]:
    """The clauses themselves, or some that are drawn for a season."""
    return rules if isinstance(rules, dict) else draw(rules(season))


@st.composite
def profiles(draw: Draw, season: Season) -> Profile:
    """A profile in the season's zone and calendar, with some parameters set."""
    drawn = {name: draw(st.sampled_from(values)) for name, values in PARAMETERS.items()}
    if season.first.month == DECEMBER:  # days that nobody has announced: see `test_faults`
        drawn |= {name: drawn[name] or 1 for name in ("n_days", "n_more")}
    gate = Decimal(draw(st.sampled_from(["0.50", "0.75", "0.90"])))
    base = shipped().profiles["city-water"]
    parameters = {
        name: Parameter(value=Decimal(value), unit="", source="drawn")
        for name, value in drawn.items()
        if value is not None
    }
    changed = {
        "zone": season.zone,
        "calendar": season.calendar,
        "parameters": base.parameters | parameters,
        "readings": base.readings.model_copy(
            update={"flatline_readings": 3, "completeness_gate": gate}
        ),
    }
    return base.model_copy(update=changed)


@st.composite
def departments(draw: Draw) -> list[Row]:
    """Departments in which a role has one holder, several or none."""
    n = draw(st.integers(0, 2))
    second = {"dept_id": "D-network-2", "name": "second", "role": "network"}
    return [DEPARTMENTS, [*DEPARTMENTS, second], DEPARTMENTS[1:]][n]


def world(
    as_of: datetime, profile: Profile, clauses: dict[str, Clause], rows: dict[str, list[Row]]
) -> World:
    """A world with the roles of the rulebook, in which every clause at hand governs."""
    regulations = sorted({clause_id.split(".")[0] for clause_id in clauses})
    governed = profile.model_copy(update={"regulations": regulations, "topics": {}})
    return World(as_of, governed, clauses, rows, shipped().roles)
