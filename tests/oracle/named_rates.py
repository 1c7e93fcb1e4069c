"""The named definitions of the rates of water quality and of pressure, added up by hand.

Belongs here: what each definition makes of the judged results of a month, for the utility as a whole.
Does not belong here: which definition governs, targets and intervals (`shares`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from rulebook.profile import Definition, DefinitionVersion

from .records import Record
from .world import World

Tests = list[tuple[Record, bool]]
"""Judged records of one month, and whether each passed."""


@dataclass(frozen=True)
class Named:
    """One rate under one definition; without a rate there is a reason for it."""

    numerator: int
    denominator: int
    rate: Fraction | None
    reason: str | None = None


def share(passed: Iterable[bool]) -> tuple[int, int]:
    """How many passed, and of how many."""
    found = list(passed)
    return sum(found), len(found)


def pooled(tests: Tests) -> Named:
    n, of = share(passed for _, passed in tests)
    return Named(n, of, Fraction(n, of))


def by_group(groups: Mapping[object, list[bool]]) -> Named:
    """Groups of which every member passed, over groups."""
    n, of = share(all(found) for found in groups.values())
    return Named(n, of, Fraction(n, of))


def mean(groups: Mapping[object, list[bool]]) -> Named:
    """The mean of the rates of the groups, each weighing the same."""
    counted = [share(found) for found in groups.values()]
    rates = [Fraction(n, of) for n, of in counted]
    return Named(
        sum(n for n, _ in counted), sum(of for _, of in counted), sum(rates) / Fraction(len(rates))
    )


def grouped(pairs: Iterable[tuple[object, bool]]) -> dict[object, list[bool]]:
    found: dict[object, list[bool]] = defaultdict(list)
    for name, passed in pairs:
        found[name].append(passed)
    return found


def quality(world: World, one: Definition, tests: Tests, month: date) -> Named | None:
    """A rate of laboratory results; None where the definition meets none of its items."""
    if one.method == "pooled":
        return pooled(tests)
    if one.method == "sample":
        return by_group(grouped((test.row["sample_id"], passed) for test, passed in tests))
    if one.method == "mean_of_point_types":
        return mean(grouped((_is_outlet(test), passed) for test, passed in tests))
    items = grouped(
        (item, passed)
        for test, passed in tests
        for item in _items(world, one, test)
        if item[0] != "panel"
    )
    if not items:
        return None
    found = mean(items)
    sets = _version(one, month).sets
    wanted = sum(len(parts) for name, parts in sets.items() if name != "panel")
    if len(items) < wanted:
        return Named(found.numerator, found.denominator, None, "item_not_tested")
    return _with_panel(world, one, tests, found, wanted) if one.method == "composite" else found


def _with_panel(world: World, one: Definition, tests: Tests, found: Named, n_items: int) -> Named:
    """The items of the network, and as one more the panel: each plant weighs as many as its points."""
    plants: dict[str, int] = defaultdict(int)
    for point in world.table("sampling_points"):
        if point.get("plant_id") and point.get("point_type") in ("network", "network_end"):
            plants[point["plant_id"]] += 1
    passed = tested = 0
    seen = set()
    for test, has_passed in tests:
        point = world.find("sampling_points", "point_id", test.row["point_id"])
        plant = point.get("plant_id")
        if plant in plants:
            n = sum(item[0] == "panel" for item in _items(world, one, test)) * plants[plant]
            passed += n * has_passed
            tested += n
            seen |= {plant} if n else set()
    reason = None
    if not plants:
        reason = "not_delivered"
    elif len(seen) < len(plants):
        reason = "no_full_panel"
    if reason or found.rate is None:
        return Named(found.numerator, found.denominator, None, reason)
    rate = (found.rate * n_items + Fraction(passed, tested)) / (n_items + 1)
    return Named(found.numerator, found.denominator, rate)


def _is_outlet(test: Record) -> bool:
    return bool(test.row["point_type"] == "works_outlet")


def _items(world: World, one: Definition, test: Record) -> Iterator[tuple[str, int]]:
    """The items a result is of: those of the network anywhere but at a works outlet."""
    sets = _version(one, world.day(test.at(world))).sets
    for name, items in sets.items():
        if (name == "network") != _is_outlet(test):
            for number, alternatives in enumerate(items):
                if test.row["parameter"] in alternatives:
                    yield name, number


def _version(one: Definition, day: date) -> DefinitionVersion:
    """The item sets of a day."""
    return [each for each in one.versions if each.from_ is None or each.from_ <= day][-1]


def pressure(world: World, one: Definition, tests: Tests) -> Named | None:
    """A rate of readings, by readings, by points, or by days of points."""
    if one.method == "pooled":
        return pooled(tests)
    if one.method == "mean_of_points":
        return mean(grouped((test.row["point_id"], passed) for test, passed in tests))
    in_order = sorted(tests, key=lambda pair: pair[0].at(world))
    days = grouped(
        ((test.row["point_id"], world.day(test.at(world))), passed) for test, passed in in_order
    )
    return by_group({name: [_longest_failure(found) < one.run] for name, found in days.items()})


def _longest_failure(passed: list[bool]) -> int:
    """The longest run of readings in breach, one after the other."""
    return max((len(list(run)) for has_passed, run in groupby(passed) if not has_passed), default=0)
