"""Control charts: limits, and the points that chance does not explain.

Belongs here: the statistics of p, Laney p', g and XmR charts. Does not belong here: counts and which chart fits
them (`dashboard/periods.py`), asking for them, drawing (`dashboard/charts/control.py`), words.

Computed here and not published: limits depend on how far back somebody looks and on which department, the
counts of a year are a few hundred numbers, and they need nothing but the standard library.

Sources. Limits of p and XmR charts: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.3.2 and 6.3.2.2, and
Montgomery, Introduction to Statistical Quality Control, chapters 6 and 7. Laney p': D. B. Laney, Improved
control charts for attributes, Quality Engineering 14(4), 2002. g: J. C. Benneyan, Number-between g-type
statistical quality control charts, Health Care Management Science 4, 2001, with limits at the percentiles of
the geometric distribution. Rules: Western Electric, Statistical Quality Control Handbook, 1956 (NIST 6.3.2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from dashboard.periods import FEWEST_EVENTS, Count

Kind = Literal["p", "laney", "g", "x", "mr"]
Rule = Literal["beyond", "two_of_three", "four_of_five", "run", "zeros", "range"]

TAIL = 0.00135
"""Share of a normal distribution beyond three of its standard deviations, on one side."""
LIMIT = 3.0
"""Standard deviations from the centre to a limit."""
LEAST_KEPT = 0.75
TINY = 1e-12
D2, D4 = 1.128, 3.267
"""Constants of moving ranges of two."""
ZONES: tuple[Rule, ...] = ("beyond", "two_of_three", "four_of_five", "run")
RUN = 8
ENOUGH = 20
"""Points from which limits are taken as settled."""
ZONES_FROM = 5.0
"""Events and non-events from which a binomial is near enough to normal for its limits and zones."""
LARGE = 100
"""Records a period from which more spread than the binomial has is worth correcting."""
SPREAD_OF_RANGE = 0.909
"""Standard deviation of sigma as estimated from moving ranges of two, times the root of their number."""


@dataclass
class Point:
    """One point of a chart. side: +1 above the centre, -1 below; rules: those that it completes."""

    value: float
    center: float
    low: float
    high: float
    rules: list[Rule] = field(default_factory=list)
    side: int = 0
    n: int = 0
    events: int = 0


@dataclass(frozen=True)
class Chart:
    """A chart: its kind, its points in order, the correction of Laney where one was needed, the rules applied.

    left_out: points beyond the limits that the limits do not rest on; zeros: gaps of nothing in a row that chance
    does not give (g charts).
    """

    kind: Kind
    points: list[Point]
    sigma_z: float | None = None
    rules: tuple[Rule, ...] = ZONES
    left_out: int = 0
    zeros: int = 0

    @property
    def signals(self) -> list[int]:
        """Numbers of the points that chance does not explain."""
        return [number for number, point in enumerate(self.points) if point.rules]

    @property
    def is_settled(self) -> bool:
        """Whether there are points enough for limits to be relied on."""
        return len(self.points) >= ENOUGH


def signals(scores: Sequence[float], rules: Sequence[Rule]) -> list[list[Rule]]:
    """The rules that each point completes. scores: distances from the centre in standard deviations."""
    found: list[list[Rule]] = [[] for _ in scores]
    windows: dict[Rule, tuple[int, int, float]] = {
        "beyond": (1, 1, LIMIT),
        "two_of_three": (2, 3, 2.0),
        "four_of_five": (4, 5, 1.0),
        "run": (RUN, RUN, 0.0),
    }
    for rule in rules:
        needed, of, distance = windows[rule]
        for number, score in enumerate(scores):
            side = 1 if score > 0 else -1
            if score * side <= distance:
                continue
            last = scores[max(number - of + 1, 0) : number + 1]
            if sum(one * side > distance for one in last) >= needed:
                found[number].append(rule)
    return found


def _settled(n: int, spread: Callable[[frozenset[int]], list[float]]) -> frozenset[int]:
    """The points that limits rest on: all but those beyond the limits of the others (Montgomery, 7.2.1).

    What a stop of a week does to centre and limits would else hide it and make the good weeks look strange.
    spread: the distances from the centre in standard deviations, once centre and spread rest on some points.
    Where more than a quarter would have to go, nothing stands out, and all of them stay.
    """
    every = kept = frozenset(range(n))
    while True:
        scores = spread(kept)
        inside = frozenset(one for one in kept if abs(scores[one]) <= LIMIT)
        if inside == kept:
            return kept
        if len(inside) < n * LEAST_KEPT:
            return every
        kept = inside


def _ranges(values: Sequence[float], kept: frozenset[int]) -> float:
    """The mean moving range between neighbours that both count."""
    found = [
        abs(b - a)
        for place, (a, b) in enumerate(pairwise(values))
        if place in kept and place + 1 in kept
    ]
    return math.fsum(found) / len(found) if found else 0.0


def proportions(counts: Sequence[Count]) -> Chart:
    """A p chart of the share of events; Laney's p' where large periods spread more than the binomial does.

    Where a period is expected to have few events, its limits are those of the binomial distribution itself.
    """
    mean_n = sum(one.n for one in counts) / len(counts)

    def center_of(kept: frozenset[int]) -> float:
        return sum(counts[one].events for one in kept) / sum(counts[one].n for one in kept)

    def factor_of(kept: frozenset[int]) -> float:
        center = center_of(kept)
        if mean_n < LARGE or not _is_normal(center, mean_n):
            return 1.0
        scores = [(one.events / one.n - center) / _deviation(center, one.n) for one in counts]
        sigma_z = _ranges(scores, kept) / D2
        return sigma_z if sigma_z > 1 + 2 * SPREAD_OF_RANGE / math.sqrt(len(kept)) else 1.0

    def scores_of(kept: frozenset[int]) -> list[float]:
        """Distances in standard deviations; beyond 3 of them is whatever lies beyond its limits."""
        center, factor = center_of(kept), factor_of(kept)
        found = []
        for one in counts:
            away = one.events / one.n - center
            low, high = _limits(center, one.n, factor)
            sd = factor * _deviation(center, one.n)
            if not low - TINY <= one.events / one.n <= high + TINY:
                found.append(_side(away) * max(abs(away) / sd if sd else 0.0, 2 * LIMIT))
            else:
                found.append(_side(away) * min(abs(away) / sd if sd else 0.0, LIMIT))
        return found

    kept = _settled(len(counts), scores_of)
    center, factor = center_of(kept), factor_of(kept)
    rules: tuple[Rule, ...] = ZONES
    if not _is_normal(
        center, mean_n
    ):  # a run on one side means nothing where most periods have no event
        is_usual = mean_n * min(center, 1 - center) >= FEWEST_EVENTS
        rules = ("beyond", "run") if is_usual else ("beyond",)
    scores = scores_of(kept)
    points = []
    for one, score, found in zip(counts, scores, signals(scores, rules), strict=True):
        low, high = _limits(center, one.n, factor)
        points.append(
            Point(one.events / one.n, center, low, high, found, _side(score), one.n, one.events)
        )
    is_wider = factor != 1.0
    return Chart(
        "laney" if is_wider else "p",
        points,
        factor if is_wider else None,
        rules,
        len(counts) - len(kept),
    )


def _is_normal(center: float, n: float) -> bool:
    return n * min(center, 1 - center) >= ZONES_FROM


def _limits(center: float, n: int, factor: float) -> tuple[float, float]:
    if _is_normal(center, n):
        reach = LIMIT * factor * _deviation(center, n)
        return max(center - reach, 0.0), min(center + reach, 1.0)
    most = most_by_chance(n, min(center, 1 - center)) / n
    return (0.0, most) if center <= 1 / 2 else (1 - most, 1.0)


def most_by_chance(n: int, share: float) -> int:
    """The most events among n that chance explains: more of them are as rare as a point beyond three sigma."""
    if share <= 0:
        return 0
    chance = (1 - share) ** n
    reached, events = chance, 0
    while 1 - reached >= TAIL and events < n:
        events += 1
        chance *= (n - events + 1) / events * share / (1 - share)
        reached += chance
    return events


def _deviation(share: float, n: int) -> float:
    return math.sqrt(share * (1 - share) / n)


def _side(value: float) -> int:
    return (value > 0) - (value < 0)


def percentile(chance: float, share: float) -> int:
    """The smallest number of records between two events that is reached with that share, at that chance each."""
    if chance >= 1:
        return 0
    return max(math.ceil(math.log(1 - share) / math.log(1 - chance) - 1e-9) - 1, 0)


def gaps(between: Sequence[int]) -> Chart:
    """A g chart of the numbers of records between events.

    A short gap is bad, and seldom below a limit: so many events one upon the other as chance does not give
    are a signal instead (Benneyan).
    """
    mean = math.fsum(between) / len(between)
    chance = 1 / (mean + 1)
    center, high, low = (
        percentile(chance, 0.5),
        percentile(chance, 1 - TAIL),
        percentile(chance, TAIL),
    )
    zeros = math.ceil(math.log(TAIL) / math.log(chance)) if 0 < chance < 1 else 0
    points = []
    side, length, nothing = 0, 0, 0
    for value in between:
        now = (value > center) - (value < center)
        length = length + 1 if now and now == side else 1
        nothing = nothing + 1 if value == 0 else 0
        side = now
        rules: list[Rule] = []
        if value > high or value < low:
            rules.append("beyond")
        if now and length >= RUN:
            rules.append("run")
        if zeros and nothing >= zeros:
            rules.append("zeros")
        points.append(Point(value, center, low, high, rules=rules, side=now))
    return Chart("g", points, rules=("beyond", "run", "zeros"), zeros=zeros)


def individuals(values: Sequence[float]) -> tuple[Chart, Chart]:
    """An XmR pair: the values, and the moving ranges between each and the one before."""

    def scores_of(kept: frozenset[int]) -> list[float]:
        mean = math.fsum(values[one] for one in kept) / len(kept)
        sigma = _ranges(values, kept) / D2
        return [(one - mean) / sigma if sigma else 0.0 for one in values]

    kept = _settled(len(values), scores_of)
    mean = math.fsum(values[one] for one in kept) / len(kept)
    middle = _ranges(values, kept)
    sigma = middle / D2
    low, high = mean - LIMIT * sigma, mean + LIMIT * sigma
    x = [
        Point(one, mean, low, high, rules=found, side=_side(one - mean))
        for one, found in zip(values, signals(scores_of(kept), ZONES), strict=True)
    ]
    top = D4 * middle
    mr = [
        Point(one, middle, 0.0, top, rules=["range"] if one > top else [], side=1)
        for one in (abs(b - a) for a, b in pairwise(values))
    ]
    left_out = len(values) - len(kept)
    return Chart("x", x, left_out=left_out), Chart("mr", mr, rules=("range",), left_out=left_out)
