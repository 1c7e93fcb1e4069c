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
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

Kind = Literal["p", "laney", "g", "x", "mr"]
Rule = Literal["beyond", "two_of_three", "four_of_five", "run", "zeros"]
Span = Literal["day", "week", "month"]

TAIL = 0.00135
"""Share of a normal distribution beyond three of its standard deviations, on one side."""
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
    """A chart: its kind, its points in order, the correction of Laney where one was needed, the rules applied."""

    kind: Kind
    points: list[Point]
    sigma_z: float | None = None
    rules: tuple[Rule, ...] = ZONES

    @property
    def signals(self) -> list[int]:
        """Numbers of the points that chance does not explain."""
        return [number for number, point in enumerate(self.points) if point.rules]

    @property
    def is_settled(self) -> bool:
        """Whether there are points enough for limits to be relied on."""
        return len(self.points) >= ENOUGH


def _mean_range(values: Sequence[float]) -> float:
    if len(values) < 2:  # noqa: PLR2004 - a range needs two
        return 0.0
    return math.fsum(abs(b - a) for a, b in pairwise(values)) / (len(values) - 1)


def signals(scores: Sequence[float], rules: Sequence[Rule]) -> list[list[Rule]]:
    """The rules that each point completes. scores: distances from the centre in standard deviations."""
    found: list[list[Rule]] = [[] for _ in scores]
    windows: dict[Rule, tuple[int, int, float]] = {
        "beyond": (1, 1, 3.0),
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


def proportions(counts: Sequence[Count]) -> Chart:
    """A p chart of the share of events; Laney's p' where large periods spread more than the binomial does."""
    total, events = sum(one.n for one in counts), sum(one.events for one in counts)
    center = events / total
    spread = [math.sqrt(center * (1 - center) / one.n) for one in counts]
    scores = [
        (one.events / one.n - center) / sd if sd else 0.0
        for one, sd in zip(counts, spread, strict=True)
    ]
    sigma_z = _mean_range(scores) / D2
    is_spread = (
        len(counts) > 1
        and total / len(counts) >= LARGE
        and sigma_z > 1 + 2 * SPREAD_OF_RANGE / math.sqrt(len(counts) - 1)
    )
    factor = sigma_z if is_spread else 1.0
    mean = total / len(counts)
    is_normal = min(mean * center, mean * (1 - center)) >= ZONES_FROM
    rules: tuple[Rule, ...] = ZONES if is_normal else ("beyond", "run")
    told = signals([one / factor for one in scores], rules)
    points = [
        Point(
            one.events / one.n,
            center,
            max(center - 3 * factor * sd, 0.0),
            min(center + 3 * factor * sd, 1.0),
            rules=found,
            side=1 if score > 0 else -1,
            n=one.n,
            events=one.events,
        )
        for one, sd, score, found in zip(counts, spread, scores, told, strict=True)
    ]
    return Chart("laney" if is_spread else "p", points, sigma_z if is_spread else None, rules)


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
    mean = math.fsum(values) / len(values)
    ranges = [abs(b - a) for a, b in pairwise(values)]
    middle = _mean_range(values)
    sigma = middle / D2
    told = signals(
        [(one - mean) / sigma if sigma else 0.0 for one in values],
        ZONES,
    )
    x = [
        Point(
            one, mean, mean - 3 * sigma, mean + 3 * sigma, rules=found, side=1 if one > mean else -1
        )
        for one, found in zip(values, told, strict=True)
    ]
    mr = [
        Point(one, middle, 0.0, D4 * middle, rules=["beyond"] if one > D4 * middle else [], side=1)
        for one in ranges
    ]  # fmt: skip
    return Chart("x", x), Chart("mr", mr, rules=("beyond",))


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
