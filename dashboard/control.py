"""Control charts: limits, and the points that chance does not explain.

Belongs here: the statistics of p, Laney p', g and XmR charts, and which of them fits counts. Does not belong
here: asking for the counts, drawing (`dashboard/charts/control.py`), words.

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
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

Kind = Literal["p", "laney", "g", "x", "mr"]
Rule = Literal["beyond", "two_of_three", "four_of_five", "run", "zeros"]
Span = Literal["day", "week", "month"]

TAIL = 0.00135
"""Share of a normal distribution beyond three of its standard deviations, on one side."""
LIMIT = 3.0
"""Standard deviations from the centre to a limit."""
LEAST_KEPT = 0.75
D2, D4 = 1.128, 3.267
"""Constants of moving ranges of two."""
ZONES: tuple[Rule, ...] = ("beyond", "two_of_three", "four_of_five", "run")
RUN = 8
FEWEST_PERIODS = 12
FEWEST_GAPS = 8
ENOUGH = 20
"""Points from which limits are taken as settled."""
FEWEST_EVENTS = 3.0
"""Events a period must be expected to have: then at least one is 95 percent sure (Montgomery, 7.2)."""
ZONES_FROM = 5.0
"""Events and non-events from which zones of a binomial are near enough to normal."""
LARGE = 100
"""Records a period from which more spread than the binomial has is worth correcting."""
SPREAD_OF_RANGE = 0.909
"""Standard deviation of sigma as estimated from moving ranges of two, times the root of their number."""


@dataclass(frozen=True)
class Count:
    """How many records a period had, and how many of them are events."""

    on: date
    n: int
    events: int


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

    left_out: points beyond the limits that the limits do not rest on.
    """

    kind: Kind
    points: list[Point]
    sigma_z: float | None = None
    rules: tuple[Rule, ...] = ZONES
    left_out: int = 0

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
    """A p chart of the share of events; Laney's p' where large periods spread more than the binomial does."""
    is_large = sum(one.n for one in counts) / len(counts) >= LARGE

    def center_of(kept: frozenset[int]) -> float:
        return sum(counts[one].events for one in kept) / sum(counts[one].n for one in kept)

    def plain(kept: frozenset[int]) -> list[float]:
        center = center_of(kept)
        return [
            (one.events / one.n - center) / sd if (sd := _deviation(center, one.n)) else _side(one.events / one.n - center) * 2 * LIMIT
            for one in counts
        ]  # fmt: skip

    def factor_of(kept: frozenset[int]) -> float:
        sigma_z = _ranges(plain(kept), kept) / D2
        is_spread = sigma_z > 1 + 2 * SPREAD_OF_RANGE / math.sqrt(max(len(kept) - 1, 1))
        return sigma_z if is_large and is_spread else 1.0

    def scores_of(kept: frozenset[int]) -> list[float]:
        factor = factor_of(kept)
        return [one / factor for one in plain(kept)]

    kept = _settled(len(counts), scores_of)
    center, factor = center_of(kept), factor_of(kept)
    scores = scores_of(kept)
    mean = sum(one.n for one in counts) / len(counts)
    is_normal = min(mean * center, mean * (1 - center)) >= ZONES_FROM
    rules: tuple[Rule, ...] = ZONES if is_normal else ("beyond", "run")
    points = [
        Point(
            one.events / one.n,
            center,
            max(center - LIMIT * factor * _deviation(center, one.n), 0.0),
            min(center + LIMIT * factor * _deviation(center, one.n), 1.0),
            rules=found,
            side=_side(score),
            n=one.n,
            events=one.events,
        )
        for one, score, found in zip(counts, scores, signals(scores, rules), strict=True)
    ]
    is_wider = factor != 1.0
    return Chart(
        "laney" if is_wider else "p",
        points,
        factor if is_wider else None,
        rules,
        len(counts) - len(kept),
    )


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
    return Chart("g", points, rules=("beyond", "run", "zeros"))


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
        Point(one, middle, 0.0, top, rules=["beyond"] if one > top else [], side=1)
        for one in (abs(b - a) for a, b in pairwise(values))
    ]
    left_out = len(values) - len(kept)
    return Chart("x", x, left_out=left_out), Chart("mr", mr, rules=("beyond",), left_out=left_out)


def first_of(on: date, span: Span) -> date:
    """The first day of the week or month that a day lies in."""
    if span == "week":
        return on - timedelta(days=on.weekday())
    return on.replace(day=1) if span == "month" else on


def gathered(days: Sequence[Count], span: Span) -> list[Count]:
    """Counts of days as counts of weeks or months, in order."""
    found: dict[date, list[int]] = {}
    for one in days:
        place = found.setdefault(first_of(one.on, span), [0, 0])
        place[0] += one.n
        place[1] += one.events
    return [Count(on, n, events) for on, (n, events) in sorted(found.items()) if n]


def fitting(days: Sequence[Count]) -> Span | Literal["g", "none", "few"]:
    """Which chart fits: a p chart by day, week or month; else g for rare events; else none, and why.

    The shortest period with events enough is taken, so that a change shows as early as it can.
    """
    total, events = sum(one.n for one in days), sum(one.events for one in days)
    if not total:
        return "few"
    if not events or events == total:
        return "none"
    spans: tuple[Span, ...] = ("day", "week", "month")
    for span in spans:
        periods = gathered(days, span)
        if len(periods) >= FEWEST_PERIODS and min(events, total - events) >= FEWEST_EVENTS * len(
            periods
        ):
            return span
    if len(gathered(days, "day")) >= FEWEST_PERIODS and events > FEWEST_GAPS:
        return "g"
    return "few"
