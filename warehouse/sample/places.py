"""Where the points of the sample lie: coordinates of a town that does not exist.

Belongs here: the longitude and latitude of the n-th point of a district, and of the works.
Does not belong here: chance. A place is a function of the numbers of district and point alone, so that no stream
of random numbers moves when points are placed.

The town lies around 105° E, 35° N, round numbers in open country; its districts lie as their names say.
"""

from __future__ import annotations

import math

CENTRE = (105.0, 35.0)
METRES_PER_DEGREE = 111_320
SPREAD_M = 3_000
"""From the middle of the town to the middle of a district beside it."""
DISTRICTS = (
    (0, 0),
    (1, 0.1),
    (-0.1, -1),
    (-1, 0),
    (0, 1),
    (0.8, 0.9),
    (0.95, -0.85),
    (-0.85, 0.85),
)
"""East and north of the middle: 城关, 东湖, 南塘, 西郊, 北苑, 高新, 临港, 新城."""
WORKS = ((-1.5, -0.8), (1.7, 0.7))
STEP_M = 560
GOLDEN = math.pi * (3 - math.sqrt(5))
"""Radians between one point and the next of a sunflower: they never lie in rows."""

Place = tuple[str, str]


def in_district(district: int, number: int, series: int = 0) -> Place:
    """Longitude and latitude of a point of a district. series: of its kind, so that kinds do not coincide."""
    east, north = DISTRICTS[district % len(DISTRICTS)]
    away, turn = STEP_M * math.sqrt(number + 0.4 + series / 3), GOLDEN * number + series
    return _degrees(
        east * SPREAD_M + away * math.cos(turn), north * SPREAD_M + away * math.sin(turn)
    )


def at_works(number: int) -> Place:
    """Longitude and latitude of a works: at the edge of the town."""
    east, north = WORKS[number % len(WORKS)]
    return _degrees(east * SPREAD_M, north * SPREAD_M)


def _degrees(east_m: float, north_m: float) -> Place:
    narrowing = math.cos(math.radians(CENTRE[1]))
    return (
        f"{CENTRE[0] + east_m / METRES_PER_DEGREE / narrowing:.6f}",
        f"{CENTRE[1] + north_m / METRES_PER_DEGREE:.6f}",
    )
