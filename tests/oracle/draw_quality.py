"""Random laboratory results of a month: outlets and network points of two plants, items and panel.

Belongs here: evidence for the rates of water quality.
Does not belong here: other records; what a definition makes of it (`named_rates`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from rulebook.clause import Clause
from tests.running import shipped

from .draw import Draw, Season, profiles, world
from .world import Row, World

MONTHS = (date(2023, 3, 1), date(2023, 4, 1), date(2026, 3, 1))
"""The sets of items change on the first of April 2023."""

POINTS: list[Row] = [
    {"point_id": "out-1", "point_type": "works_outlet", "plant_id": "W1"},
    {"point_id": "out-2", "point_type": "works_outlet", "plant_id": "W2"},
    {"point_id": "net-1", "point_type": "network", "plant_id": "W1"},
    {"point_id": "net-2", "point_type": "network_end", "plant_id": "W1"},
    {"point_id": "net-3", "point_type": "network", "plant_id": "W2"},
    {"point_id": "net-4", "point_type": "tap", "plant_id": None},
]
PASSED = st.sampled_from([True, True, True, True, False, None])
OUTCOMES = st.sampled_from(["pass", "pass", "fail", "inconclusive", "no_limit", None])


@st.composite
def quality_worlds(draw: Draw, clauses: dict[str, Clause]) -> World:
    """A month of samples, in which an item is left out or a plant untested now and then."""
    month = draw(st.sampled_from(MONTHS))
    season = Season(month, 28)
    tests = _tests(draw, month)
    left_out = draw(st.sampled_from(["", "", "", "turbidity", "colour"]))
    samples = [_sample(draw, season, *one) for one in tests if one[1] != left_out]
    unique = {(row["sample_id"], row["parameter"]): row for row in samples}
    points = draw(st.sampled_from([POINTS, POINTS, POINTS[:4], POINTS[:2]]))
    as_of = datetime.combine(month, time(), UTC) + timedelta(days=draw(st.sampled_from([40, 27])))
    rows: dict[str, list[Row]] = {
        "sampling_points": points,
        "water_quality_samples": list(unique.values()),
    }
    return world(as_of, draw(profiles(season)), clauses, rows)


def _tests(draw: Draw, month: date) -> list[tuple[str, str]]:
    """Points and parameters: every item of the definitions at some point, and some at others."""
    found: list[tuple[str, str]] = []
    for name in ("quality-composite", "quality-item-weighted"):
        versions = shipped().definitions[name].versions
        sets = [one for one in versions if one.from_ is None or one.from_ <= month][-1].sets
        for set_name, items in sets.items():
            where = ("net-1", "net-2", "net-3") if set_name == "network" else ("out-1", "out-2")
            for alternatives in items[:12]:
                points = draw(st.lists(st.sampled_from(where), min_size=1, max_size=2))
                found += [(point, draw(st.sampled_from(alternatives))) for point in points]
    extra = draw(st.lists(st.sampled_from(["turbidity", "ph", "unheard_of"]), max_size=4))
    return found + [(draw(st.sampled_from(["net-4", "out-1"])), parameter) for parameter in extra]


def _sample(draw: Draw, season: Season, point: str, parameter: str) -> dict[str, Any]:
    kind = next(one["point_type"] for one in POINTS if one["point_id"] == point)
    day = draw(st.sampled_from([0, 13, 27]))
    return {
        "sample_id": f"{point}-{day}", "point_id": point, "point_type": kind, "parameter": parameter,
        "sampled_at": season.at(day, draw(st.sampled_from([time(), time(9), time(23, 59, 59)]))),
        "passed": draw(PASSED), "result_text": draw(OUTCOMES),
        "value": draw(st.sampled_from([Decimal(1), None])),
    }  # fmt: skip
