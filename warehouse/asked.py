"""Which facts the rulebook asks of the evidence.

Belongs here: reading the facts off the versions of clauses, and which of them are ticket events.
Does not belong here: finding the facts in the evidence (`warehouse/facts.py`).
"""

from __future__ import annotations

from functools import cache

from rulebook.clause import Kind
from warehouse.contract import contracts
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


def facts_of(one: Numbered) -> dict[str, set[str]]:
    """The facts a version needs, by use: moments, quantities, values and presences."""
    version = one.version
    moments = {
        fact for found in (version.trigger, version.end) if found for fact in found.facts
    } | ({version.once} - {"", "period_end"})
    found: dict[str, set[str]] = {"moment": moments, "value": set(), "present": set()}
    for conditions in parts(one).values():
        for condition in conditions:
            use = "present" if condition.present is not None else "value"
            found[use].add(condition.fact)
    if version.variants:
        found["value"].add(version.variants.by)
    for consequence in one.clause.consequences:
        if consequence.not_before:
            found["moment"].add(consequence.not_before.fact)
    return found


def judges_records(one: Numbered) -> bool:
    """Whether a version is judged record by record from `fact.record`."""
    by_clause = one.version.rate is not None and bool(one.version.rate.clause)
    return one.clause.kind not in (Kind.VALUE_LIMIT, Kind.COUNT) and not by_clause
