"""Which facts the rulebook asks of the evidence.

Belongs here: reading the facts off the versions of clauses, which of them are ticket events, and whether what
was delivered can answer them.
Does not belong here: finding the facts in the evidence (`warehouse/facts.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from rulebook.version import OTHERS, Kind, moments_of
from warehouse.contract import contracts
from warehouse.derived import rests_on
from warehouse.versions import Numbered, parts

EVENT_COLUMNS = {
    "contact_received": "received_at",
    "registered": "registered_at",
    "closed": "closed_at",
}
"""Ticket events that are columns of tickets."""


@cache
def ticket_events() -> frozenset[str]:
    """The event vocabulary: bare names a clause may use."""
    return frozenset(contracts()["ticket_events"].columns["event_type"].values)


SANCTION = "sanctions.L"
"""Beginning of a moment of a ticket: when a sanction of that ledger id was decided."""


def facts_of(one: Numbered) -> dict[str, set[str]]:
    """The facts a version needs, by use: moments, quantities, values and presences."""
    version = one.version
    found: dict[str, set[str]] = {"moment": moments_of(version), "value": set(), "present": set()}
    for conditions in parts(one).values():
        for condition in conditions:
            use = "present" if condition.present is not None else "value"
            found[use].add(condition.key)
    if version.variants:
        found["value"].add(version.variants.by)
    for consequence in one.clause.consequences:
        if consequence.not_before:
            found["moment"].add(consequence.not_before.fact)
    return found


def judges_records(one: Numbered) -> bool:
    """Whether a version is judged record by record from `fact.record`."""
    by_clause = one.version.rate is not None and bool(one.version.rate.clause)
    elsewhere = (Kind.VALUE_LIMIT, Kind.COUNT, Kind.REPORTING_DUTY)
    return one.clause.kind not in elsewhere and not by_clause


def missing_fact(one: Numbered, delivered: Collection[str]) -> str:
    """The first fact without which a version cannot be judged at all, or an empty text.

    delivered: every `table.column` some file had, and every ticket event the source can deliver.
    """
    version = one.version
    needed = [condition.facts for condition in [*version.requires, *version.forbids]]
    if version.rate:
        needed += [condition.facts for condition in version.rate.passes]
    if version.counts:
        needed += [[fact] for fact in (version.counts.for_each, version.counts.at) if fact]
        needed += [condition.facts for condition in version.counts.where]
    if version.duty:
        needed += [[fact] for fact in (version.duty.at, version.duty.of) if fact]
    if version.measure:
        needed.append([version.measure])
    for moments in filter(None, [version.trigger, version.end]):
        needed += [[fact] for fact in moments.all] or [moments.any]
    for alternatives in needed:
        absent = [one_ for one_ in alternatives if not _is_there(one.subject, one_, delivered)]
        if len(absent) == len(alternatives):
            return absent[0]
    return ""


def _is_there(subject: str, fact: str, delivered: Collection[str]) -> bool:
    if fact.startswith(OTHERS):
        return True
    if fact.startswith(SANCTION):
        return "sanctions.decided_at" in delivered
    if fact in EVENT_COLUMNS and subject == "tickets":
        return f"tickets.{EVENT_COLUMNS[fact]}" in delivered or fact in delivered
    return all(column in delivered for column in rests_on().get(fact, (fact,)))
