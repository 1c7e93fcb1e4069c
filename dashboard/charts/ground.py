"""Places on a flat drawing: projection, outlines, what lies on top of each other, and a bar for the scale.

Belongs here: geometry of longitudes and latitudes, and of the drawing. Does not belong here: what lies at a place
(`dashboard/pages/district_map.py`), markup.

Equirectangular about the middle latitude: north is up, lines of latitude and longitude are straight, and lengths
are true to a thousandth over the size of a utility's area. Areas across the 180th meridian are drawn as wide as
the earth: no utility lies there. Nothing drawn here is published or counted, so floats will do.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Point = tuple[float, float]

METRES_PER_DEGREE = 111_195.0
"""Of latitude, on a sphere of the mean radius of the earth."""
LEAST_M = 60.0
"""The drawing never shows less ground than this: what lies closer is one place."""


@dataclass(frozen=True)
class Box:
    """A piece of ground between two meridians and two parallels."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a place lies in it; its edges count."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north

    @property
    def middle(self) -> Point:
        """Longitude and latitude of its middle."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2

    @property
    def size_m(self) -> Point:
        """Metres from west to east at its middle latitude, and from south to north."""
        narrowing = math.cos(math.radians(self.middle[1]))
        return (
            (self.east - self.west) * METRES_PER_DEGREE * narrowing,
            (self.north - self.south) * METRES_PER_DEGREE,
        )


def box_of(places: Iterable[Point]) -> Box:
    """The smallest box that holds places of longitude and latitude; there must be one."""
    found = list(places)
    longitudes, latitudes = [x for x, _ in found], [y for _, y in found]
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


@dataclass(frozen=True)
class Projection:
    """Longitude and latitude -> x to the right and y downwards, in one scale for both.

    Made by `onto`. per_m: units of the drawing for a metre.
    """

    middle: Point
    per_m: float
    width: float
    height: float

    def __call__(self, longitude: float, latitude: float) -> Point:
        """Where a place lies on the drawing."""
        narrowing = math.cos(math.radians(self.middle[1]))
        east = (longitude - self.middle[0]) * METRES_PER_DEGREE * narrowing
        north = (latitude - self.middle[1]) * METRES_PER_DEGREE
        return self.width / 2 + east * self.per_m, self.height / 2 - north * self.per_m


def onto(ground: Box, width: float, heights: tuple[float, float], margin: float) -> Projection:
    """The largest drawing of a box that leaves the margin free on all sides.

    heights: the lowest and highest a drawing of that width may be; within them it is as high as the ground asks.
    """
    across, up = (max(length, LEAST_M) for length in ground.size_m)
    inner = width - 2 * margin
    height = min(max(inner * up / across + 2 * margin, heights[0]), heights[1])
    per_m = min(inner / across, (height - 2 * margin) / up)
    return Projection(ground.middle, per_m, width, height)


def gathered(places: Sequence[Point], apart: float) -> list[list[int]]:
    """Numbers of places of the drawing in groups: a place joins the first group whose head is nearer than `apart`.

    The head of a group is its first place, so heads are never nearer to each other than that: what is drawn at
    them does not overlap. Who comes first is never hidden.
    """
    groups: list[list[int]] = []
    cells: dict[tuple[int, int], list[int]] = {}
    for number, (x, y) in enumerate(places):
        cell = (int(x // apart), int(y // apart))
        near = [
            group
            for column in (-1, 0, 1)
            for line in (-1, 0, 1)
            for group in cells.get((cell[0] + column, cell[1] + line), ())
            if math.dist(places[groups[group][0]], (x, y)) < apart
        ]
        if near:
            groups[min(near)].append(number)
        else:
            cells.setdefault(cell, []).append(len(groups))
            groups.append([number])
    return groups


def outline(places: Iterable[Point]) -> list[Point]:
    """The convex hull of places, corner after corner: a rubber band around them (Andrew's monotone chain)."""
    found = sorted(set(places))
    if len(found) < 3:  # noqa: PLR2004 - a point or a line is its own hull
        return found
    return [*_chain(found), *_chain(found[::-1])]


def _chain(places: Sequence[Point]) -> list[Point]:
    """One side of the hull without its last corner, which the other side begins with."""
    kept: list[Point] = []
    for place in places:
        while len(kept) > 1 and _turn(kept[-2], kept[-1], place) <= 0:
            kept.pop()
        kept.append(place)
    return kept[:-1]


def _turn(one: Point, two: Point, three: Point) -> float:
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])


def round_length(most_m: float) -> float:
    """The longest of 1, 2, 5, 10, 20, 50 ... metres that is not longer than `most_m`."""
    power: float = 10 ** math.floor(math.log10(most_m))
    return max(step * power for step in (1, 2, 5) if step * power <= most_m * (1 + 1e-9))


NAME = (64.0, 18.0)
"""Width and height of the name of a piece of ground."""
MARK = (40.0, 20.0, 46.0)
"""How far a name keeps from the middle of a mark: beside it, above it, and below it, where the mark has its own."""


def room_for_name(
    places: Sequence[Point], marks: Sequence[Point], names: Sequence[Point], height: float
) -> Point:
    """Where the name of some places stands: above them, else below, where neither another name nor a mark is.

    Where there is no such room a mark may cover it, but no name lies on another.
    """
    middle = sum(x for x, _y in places) / len(places)
    top, bottom = min(y for _x, y in places) - 24, max(y for _x, y in places) + MARK[2]
    heights = [top, top - NAME[1], top - 2.5 * NAME[1], bottom, bottom + NAME[1]]
    heights += [top + step * NAME[1] for step in range(1, 2 * len(names) + 2)]
    inside = [y for y in heights if NAME[1] <= y <= height - 4] or [NAME[1]]
    free = [
        y
        for y in inside
        if not any(abs(x - middle) < NAME[0] and abs(other - y) < NAME[1] for x, other in names)
    ]
    clear = (
        y
        for y in free
        if not any(abs(x - middle) < MARK[0] and -MARK[1] < y - at < MARK[2] for x, at in marks)
    )
    return middle, next(clear, (free or inside)[0])
