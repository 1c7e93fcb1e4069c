"""Random pressure points with readings, stuck instruments and stops of supply.

Belongs here: evidence for value limits of readings, their rates and their completeness.
Does not belong here: other records.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from rulebook.clause import Clause

from .draw import Draw, Season, departments, profiles, world
from .world import Row, World

SEASON = Season(date(2026, 2, 26), 6)
"""Across the end of a month."""

LEVELS = st.sampled_from(
    [Decimal(text) for text in ("0.30", "0.27", "0.26999999", "0.31", "1.6", "1.60000001", "-0.05")]
    + [None, Decimal("0.30")]
)
VALID = st.sampled_from([None, True, True, False, None])
EVERY_MIN = (None, 180, 360, 720, 1440)


@st.composite
def pressure_worlds(draw: Draw, clauses: dict[str, Clause], *, n_readings: int = 40) -> World:
    """A few points that are read every six hours, more or less."""
    start = SEASON.at(
        draw(st.integers(0, 2)), draw(st.sampled_from([time(0), time(23, 59), time(12)]))
    )
    as_of = start + timedelta(hours=draw(st.sampled_from([60, 30, 96, 54])), microseconds=1)
    points = [_point(draw, number) for number in range(3)]
    rows: dict[str, list[Row]] = {
        "departments": draw(departments()),
        "pressure_points": points,
        "outages": [_outage(draw, start, number) for number in range(2)],
        "pressure_readings": [_reading(draw, start, as_of, number) for number in range(n_readings)],
    }
    return world(as_of, draw(profiles(SEASON)), clauses, rows)


def _point(draw: Draw, number: int) -> Row:
    days = st.sampled_from([None, None, date(2026, 2, 27), date(2026, 3, 1), date(2026, 3, 2)])
    return {
        "point_id": f"P{number}",
        "point_type": draw(st.sampled_from(["trunk", "branch", "trunk"])),
        "dept_id": draw(st.sampled_from(["D-production", "D-network", None])),
        "interval_min": draw(st.sampled_from(EVERY_MIN)),
        "limit_mpa": draw(st.sampled_from([None, Decimal("0.27"), Decimal("0.3")])),
        "active_from": draw(days),
        "active_until": draw(days),
    }


def _outage(draw: Draw, start: datetime, number: int) -> Row:
    hours = st.sampled_from([None, 6, 12, 18, 30])
    moments = {name: draw(hours) for name in ("notice_at", "started_at", "ended_at")}
    return {
        "outage_id": f"o{number}",
        "type": "planned",
        **{name: start + timedelta(hours=n) for name, n in moments.items() if n is not None},
    }


def _reading(draw: Draw, start: datetime, as_of: datetime, number: int) -> Row:
    """A reading on the beat of six hours; one after the audit never continues a run of equal values."""
    at = start + timedelta(hours=6 * draw(st.integers(0, 12)))
    has_come = at <= as_of
    return {
        "reading_id": f"r{number:02}",
        "point_id": f"P{draw(st.integers(0, 3))}",
        "read_at": at,
        "pressure_mpa": draw(LEVELS) if has_come else Decimal(number) / 100,
        "valid": draw(VALID),
        "outage_id": draw(st.sampled_from([None, "o0", "o1", "gone", None])),
    }
