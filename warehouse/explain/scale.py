"""A time axis on which minutes and weeks can both be read.

Belongs here: from instants to positions, and which instants to mark. Long stretches in which nothing happens are
drawn shorter than their share, and are known as such (`Stretch.is_cut`), so that the drawing can say so.
Does not belong here: drawing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

WIDEST = 0.18
"""Share of the axis that one stretch may have, where there are many."""

MINUTE = timedelta(minutes=1)
STEPS = tuple(
    MINUTE * n for n in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080, 43200)
)
"""Distances between marks that people read easily."""


@dataclass(frozen=True)
class Stretch:
    """The axis between two instants at which something happens; is_cut: shorter than its share."""

    from_at: datetime
    until_at: datetime
    from_x: float
    until_x: float
    is_cut: bool

    @property
    def px_per_s(self) -> float:
        """How much room a second has."""
        return (self.until_x - self.from_x) / (self.until_at - self.from_at).total_seconds()


@dataclass(frozen=True)
class Scale:
    """An axis made of stretches; before the first and after the last it goes on at their pace."""

    stretches: tuple[Stretch, ...]

    @property
    def first(self) -> datetime:
        """The instant the axis begins with."""
        return self.stretches[0].from_at

    @property
    def last(self) -> datetime:
        """The instant it ends with."""
        return self.stretches[-1].until_at

    def x(self, at: datetime) -> float:
        """The position of an instant, held within the axis."""
        at = min(max(at, self.first), self.last)
        starts = [one.from_at for one in self.stretches]
        one = self.stretches[max(bisect_right(starts, at) - 1, 0)]
        return one.from_x + (at - one.from_at).total_seconds() * one.px_per_s


def scale(instants: Iterable[datetime], left: float, width: float) -> Scale:
    """An axis through all the instants (at least one)."""
    points = sorted(set(instants))
    if len(points) == 1:
        points = [points[0] - 30 * MINUTE, points[0], points[0] + 30 * MINUTE]
    lengths = [(b - a).total_seconds() for a, b in pairwise(points)]
    widest = max(WIDEST * width, min(1.6 / len(lengths), 1.0) * width)
    pace = _pace(lengths, width, widest)
    found, x = [], left
    for (a, b), length in zip(pairwise(points), lengths, strict=True):
        share = min(length * pace, widest)
        found.append(Stretch(a, b, x, x + share, length * pace > widest * 1.01))
        x += share
    return Scale(tuple(found))


def _pace(lengths: list[float], width: float, widest: float) -> float:
    """Pixels a second at which the stretches, none of them wider than allowed, fill the width."""
    low, high = 0.0, width / min(lengths) + 1
    for _ in range(200):
        middle = (low + high) / 2
        if sum(min(one * middle, widest) for one in lengths) < width:
            low = middle
        else:
            high = middle
    return high


def marks(axis: Scale, zone: str, room: float) -> Iterator[datetime]:
    """Round local instants along the axis, about `room` pixels apart; midnights where days are that wide."""
    for one in axis.stretches:
        step = next((each for each in STEPS if each.total_seconds() * one.px_per_s >= room), None)
        if step is None:
            continue
        at = _floor(one.from_at, step, zone)
        while at <= one.until_at:
            if at >= one.from_at:
                yield at
            at = _next(at, step, zone)


def _floor(at: datetime, step: timedelta, zone: str) -> datetime:
    local = at.astimezone(ZoneInfo(zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if step >= timedelta(days=1):
        return midnight.astimezone(at.tzinfo)
    passed = (local.replace(tzinfo=None) - midnight.replace(tzinfo=None)) // step
    return (midnight + passed * step).astimezone(at.tzinfo)


def _next(at: datetime, step: timedelta, zone: str) -> datetime:
    local = at.astimezone(ZoneInfo(zone)) + step
    moved = local.astimezone(at.tzinfo)
    return moved if moved > at else at + step
