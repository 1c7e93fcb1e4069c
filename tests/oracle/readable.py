"""Which clauses the oracle can judge: those that ask only for facts it knows how to read.

Belongs here: the facts of records that no column holds, by table, and what a clause asks for.
Does not belong here: reading them (`records`, `tables`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rulebook.clause import Clause, others_of
from rulebook.version import OTHERS, Condition, Version, limits_of, moments_of
from warehouse.contract import contracts

from .tables import MAKERS

DERIVED = {
    "tickets": {"tickets.noticed_at", "callbacks.done_at", "field_faults.found_at"},
    "charges": {"charges.is_above_tariff"},
    "meter_readings": {"meter_readings.check_difference_m3"},
    "pressure_readings": {"pressure_points.point_type", "pressure_points.limit_mpa"},
}
"""Table -> facts of its records that are no column of it."""

LISTED = ("", "meter_readings.meter_id", "patrols.route_id", "maintenance.asset_id")
"""What counts may be for: the utility, meters, and what no table lists."""


def is_readable(clauses: Mapping[str, Clause], name: str) -> bool:
    """Whether the oracle can judge a clause, and those that it rests on."""
    clause = clauses[name]
    if clause.subject not in MAKERS or not all(
        is_readable(clauses, one) for one in others_of(clause)
    ):
        return False
    if any(one.counts and one.counts.for_each not in LISTED for one in clause.versions):
        return False
    return all(_can_read(clause.subject, fact) for one in clause.versions for fact in facts_of(one))


def facts_of(version: Version) -> Iterator[str]:
    """Every fact a version names."""
    yield from moments_of(version)
    for condition in _conditions(version):
        yield from condition.facts
    yield from filter(None, [version.measure, *(one.fact for one in limits_of(version))])
    if version.variants:
        yield version.variants.by
    if version.counts:
        yield from filter(None, [version.counts.for_each, version.counts.at])
    if version.duty:
        yield from filter(None, [version.duty.at, version.duty.of, version.duty.by])


def _conditions(version: Version) -> list[Condition]:
    found = [*version.population, *version.requires, *version.forbids]
    if version.rate:
        found += [*version.rate.passes, *version.rate.fails]
    if version.counts:
        found += version.counts.where
    return [*found, *version.duty.where] if version.duty else found


def _can_read(subject: str, fact: str) -> bool:
    table, _, column = fact.rpartition(".")
    if fact.startswith(OTHERS) or fact in DERIVED.get(subject, ()):
        return True
    if subject == "tickets" and (not table or table == "sanctions"):
        return True
    return table == subject and column in contracts()[table].columns
