"""Random evidence spread over weeks, quarters, years and heating seasons.

Belongs here: what is counted and reported in periods, dense around the days on which periods end.
Does not belong here: the rules about it (`draw_rules_of_periods`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from .draw import Draw, Rules, Season, departments, mostly, profiles, rules_of, sometimes, world
from .periods import period_of
from .world import Row, World

SPANS = (
    Season(date(2025, 12, 26), 12),  # ISO week 2026-W01 begins in December
    Season(date(2026, 2, 11), 22),  # Spring Festival, worked Saturdays, the end of February
    Season(date(2026, 3, 25), 14),  # the end of a quarter within a week
    Season(date(2026, 12, 24), 14),  # 2026 has 53 weeks
    Season(date(2026, 10, 26), 9, "America/New_York", "us"),  # a week with a day of 25 hours
    Season(date(2025, 10, 20), 200),  # one heating season
    Season(date(2025, 6, 20), 420),  # a year and the ends of two
)

NIGHT = (time(), time(0, 0, 0, 1), time(23, 59, 59, 999999), time(9), time(17, 30))
CODES: dict[str, Any] = {
    "asset_class": st.sampled_from(["network", "facility", None]),
    "assessed": st.sampled_from([True, False, None]),
    "improvement_ref": st.sampled_from(["I-1", None]),
    "type": st.sampled_from(["fees", "commitments", "water_quality"]),
    "channel": st.sampled_from(["site", "app", None]),
    "method": st.sampled_from(["manual", "estimate", None]),
    "action": st.sampled_from(["inspect", "service", "test", None]),
    "sheet_no": st.sampled_from(["S-1", None]),
    "defects": st.sampled_from([0, None]),
}
KINDS_OF_REPORT = st.sampled_from(["weekly_cases", "monthly_cases", "quarterly_complaints"])
OWNERS = st.sampled_from(["D-network", "D-business_service", "D-production", None])


def moments(season: Season) -> st.SearchStrategy[datetime]:
    """Instants of a span, most of them where a day, week or month begins."""
    days = [season.first + timedelta(days=n) for n in range(season.n_days)]
    edges = [
        (period_of(day, every).first - season.first).days
        for day in days
        for every in ("week", "month")
    ]
    near = st.builds(
        lambda edge, off: edge + off, st.sampled_from(sorted(set(edges))), st.sampled_from([0, -1, 0, 1])
    )  # fmt: skip
    return st.builds(
        season.at, st.one_of(near, st.integers(0, season.n_days - 1)), st.sampled_from(NIGHT)
    )


@st.composite
def period_worlds(draw: Draw, rules: Rules, *, n_each: int = 10) -> World:
    """Some records of each table that is counted or reported."""
    season = draw(st.sampled_from(SPANS))
    near = moments(season)
    as_of = draw(near)
    maker = Maker(draw, season, near)
    rows: dict[str, list[Row]] = {
        table: [row for n in range(n_each * MORE.get(table, 1)) if (row := make(maker, n))]
        for table, make in MAKERS.items()
    }
    rows["departments"] = draw(departments())
    rows["heating_seasons"] = _seasons(maker)
    rows["tickets"] = [
        {"ticket_id": f"t{n}", "ticket_type": "complaint", "received_at": draw(near)}
        for n in range(draw(st.integers(0, 2)))
    ]
    return world(as_of, draw(profiles(season)), rules_of(draw, rules, season), rows)


class Maker:
    """What every row is drawn with."""

    def __init__(self, draw: Draw, season: Season, near: st.SearchStrategy[datetime]) -> None:
        self.draw = draw
        self.season = season
        self.near = near

    def moment(self) -> datetime | None:
        found: datetime | None = self.draw(mostly(self.near))
        return found

    def day(self, strategy: st.SearchStrategy[Any] | None = None) -> date | None:
        at = self.draw(mostly(self.near) if strategy is None else strategy)
        return at and self.local(at)

    def local(self, at: datetime) -> date:
        return at.astimezone(self.season.tz).date()

    def codes(self, *names: str) -> Row:
        return {name: self.draw(CODES[name]) for name in names}

    def period(self) -> str:
        """What a report is about: the week, month, quarter or year of some day."""
        every = self.draw(st.sampled_from(["week", "month", "quarter", "year"]))
        return period_of(self.local(self.draw(self.near)), every).label


def _patrol(make: Maker, n: int) -> Row:
    return {
        "patrol_id": f"p{n}", "route_id": make.draw(st.sampled_from(["R1", "R2", None])), "dept_id": "D-network",
        "planned_on": make.day(), "done_at": make.moment(),
        **make.codes("asset_class", "sheet_no", "defects"),
    }  # fmt: skip


def _training(make: Maker, n: int) -> Row:
    return {"training_id": f"g{n}", "held_on": make.day(), **make.codes("assessed")}


def _survey(make: Maker, n: int) -> Row:
    ended = make.day(sometimes(make.near))
    return {
        "survey_id": f"s{n}", "started_on": make.day(make.near), "ended_on": ended,
        **make.codes("improvement_ref"),
    }  # fmt: skip


def _publication(make: Maker, n: int) -> Row:
    return {
        "publication_id": f"u{n}", "published_at": make.moment(), "period": make.period(),
        "dept_id": make.draw(OWNERS), **make.codes("type", "channel"),
    }  # fmt: skip


def _report(make: Maker, n: int) -> Row:
    return {
        "report_id": f"r{n}", "type": make.draw(KINDS_OF_REPORT), "period": make.period(),
        "from_dept": make.draw(OWNERS), "submitted_at": make.moment(), "approved_at": make.moment(),
        "due_at": make.moment(),
    }  # fmt: skip


def _meter(make: Maker, n: int) -> Row:
    days = {name: make.day(sometimes(make.near)) for name in ("installed_on", "removed_on")}
    return {"meter_id": f"m{n}", "dept_id": make.draw(OWNERS), **days} if n < N_METERS else {}


def _meter_reading(make: Maker, n: int) -> Row:
    at = make.draw(make.near)
    return {
        "reading_id": f"d{n}", "meter_id": f"m{make.draw(st.integers(0, N_METERS))}",
        "period": f"{make.local(at):%Y-%m}", "read_at": make.draw(st.sampled_from([at, None])),
        **make.codes("method"),
    }  # fmt: skip


def _maintenance(make: Maker, n: int) -> Row:
    return {
        "maintenance_id": f"w{n}", "asset_id": make.draw(st.sampled_from(["A1", "A2", None])),
        "planned_on": make.day(), "done_at": make.moment(), "dept_id": "D-network",
        **make.codes("action"),
    }  # fmt: skip


N_METERS = 3

MAKERS: dict[str, Callable[[Maker, int], Row]] = {
    "patrols": _patrol,
    "training": _training,
    "surveys": _survey,
    "publications": _publication,
    "reports": _report,
    "meters": _meter,
    "meter_readings": _meter_reading,
    "maintenance": _maintenance,
}


MORE = {"reports": 3, "publications": 2}
"""Of these there are more, because a report must be about a period to count for it."""


def _seasons(make: Maker) -> list[Row]:
    """Up to two heating seasons, one after the other; the last one may still run."""
    days = sorted(
        make.draw(st.lists(st.integers(-30, make.season.n_days), max_size=4, unique=True))
    )
    pairs = zip(days[::2], [*days[1::2], None][: len(days[::2])], strict=True)
    return [
        {
            "season": f"season-{n}",
            "actual_start": make.season.first + timedelta(days=first),
            "actual_end": None if last is None else make.season.first + timedelta(days=last),
        }
        for n, (first, last) in enumerate(pairs)
    ]
