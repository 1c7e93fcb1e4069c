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
    [Decimal("0.30")] * 4
    + [Decimal(text) for text in ("0.27", "0.26999999", "0.31", "1.6", "1.60000001", "-0.05")]
    + [None]
)
VALID = st.sampled_from([None, True, True, None, None, False])
EVERY_MIN = (None, 180, 360, 720, 1440)


N_POINTS = 3
BEATS = 14
"""Readings a point gives, one every six hours."""


@st.composite
def pressure_worlds(
    draw: Draw, clauses: dict[str, Clause], *, spikes: tuple[str, ...] = ("",)
) -> World:
    """A few points that are read every six hours, more or less; some of them twice at one instant."""
    start = SEASON.at(
        draw(st.integers(0, 2)), draw(st.sampled_from([time(0), time(23, 59), time(12)]))
    )
    as_of = start + timedelta(hours=draw(st.sampled_from([60, 30, 96, 54, 48])))
    as_of += timedelta(microseconds=draw(st.integers(-1, 1)))
    moments = [start + timedelta(hours=6 * beat) for beat in range(BEATS)]
    readings = [_reading(draw, f"P{n}", at, as_of) for n in range(N_POINTS) for at in moments]
    again = [one for one in readings if one and draw(st.integers(0, 19)) == 0]
    readings += [{**one, "reading_id": f"{one['reading_id']}-again"} for one in again]
    rows: dict[str, list[Row]] = {
        "departments": draw(departments()),
        "pressure_points": [_point(draw, f"P{n}") for n in range(N_POINTS)],
        "outages": [_outage(draw, start, number) for number in range(2)],
        "pressure_readings": [one for one in readings if one],
    }
    far = draw(st.sampled_from(spikes))
    under = draw(profiles(SEASON))
    rules = under.readings.model_copy(update={"spike_mpa": Decimal(far) if far else None})
    return world(as_of, under.model_copy(update={"readings": rules}), clauses, rows)


def _point(draw: Draw, name: str) -> Row:
    days = st.sampled_from([None, None, date(2026, 2, 27), date(2026, 3, 1), date(2026, 3, 2)])
    return {
        "point_id": name,
        "point_type": draw(st.sampled_from(["trunk", "branch", "trunk"])),
        "dept_id": draw(st.sampled_from(["D-production", "D-network", None])),
        "interval_min": draw(st.sampled_from(EVERY_MIN)),
        "limit_mpa": draw(st.sampled_from([None, Decimal("0.27"), Decimal("0.3")])),
        "active_from": draw(days),
        "active_until": draw(days),
    }


def _outage(draw: Draw, start: datetime, number: int) -> Row:
    hours = st.sampled_from([12, 18, 30, 6, 66, None])
    moments = {name: draw(hours) for name in ("notice_at", "started_at", "ended_at")}
    return {
        "outage_id": f"o{number}",
        "type": "planned",
        **{name: start + timedelta(hours=n) for name, n in moments.items() if n is not None},
    }


def _reading(draw: Draw, point: str, at: datetime, as_of: datetime) -> Row:
    """A reading, or none; one after the audit never continues a run of equal values."""
    if draw(st.integers(0, 5)) == 1:
        return {}
    level = draw(LEVELS)
    return {
        "reading_id": f"{point}-{at:%d%H}",
        "point_id": point if draw(st.integers(0, 9)) else "P-unknown",
        "read_at": at,
        "pressure_mpa": level if at <= as_of else Decimal(at.day) / 100 + Decimal(at.hour) / 1000,
        "valid": draw(VALID),
        "outage_id": draw(st.sampled_from([None, "o0", "o0", "o1", "gone"])),
    }
