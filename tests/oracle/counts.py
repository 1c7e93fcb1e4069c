"""Counts: did something happen often enough, for every entity (or the utility) in every period?

Belongs here: the kind `count`.
Does not belong here: periods (`periods`), reports that are owed (`duties`), the kinds that judge one record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rulebook.version import Counted, Version
from warehouse.contract import contracts

from .deadline import number
from .periods import DAY, Period, periods
from .records import Record, all_hold, answering
from .verdict import NOT_ASKED, Answer, Judgement
from .versions import Term
from .world import World


@dataclass(frozen=True)
class Entity:
    """Something a count is due for, in service from one day until the day before another."""

    name: str
    department: str | None
    first: date | None = None
    until: date | None = None


def judge_counts(
    world: World, term: Term, known: Sequence[Record]
) -> Iterator[tuple[str, Judgement]]:
    """The verdict for every entity and period, by the id `entity|period`, or `period` for the utility.

    Due are the periods from the first one with evidence to the one of the audit, in which the entity
    was in service from the first day to the last.
    """
    counts = term.version.counts
    if counts is None:
        raise ValueError("a count clause without counts")
    today = world.day(world.as_of)
    dated = [
        (one, day)
        for one in known
        if (day := _day(world, one, counts.at)) and day <= today and one.at(world) <= world.as_of
        if not counts.for_each or one.fact(counts.for_each) is not None
    ]
    if not dated:
        return
    begins = min(day for _, day in dated)
    for entity in _entities(world, term.version, counts, dated):
        for period in periods(world, counts.every, begins):
            # As they stand at the audit: only the month of the audit can tell.
            can_tell = counts.at or period.until > today
            if can_tell and term.speaks_on(period.first) and _in_service(entity, period):
                name = f"{entity.name}|{period.label}" if entity.name else period.label
                yield name, _judge(world, term, counts, dated, entity, period)


def _judge(
    world: World, term: Term, counts: Counted, dated: Sequence[tuple[Record, date]], entity: Entity, period: Period
) -> Judgement:  # fmt: skip
    n = sum(
        period.first <= day < period.until
        and (not counts.for_each or str(one.fact(counts.for_each)) == entity.name)
        and all_hold(one, term.version.population)
        and all_hold(one, counts.where)
        for one, day in dated
    )
    today = world.day(world.as_of)
    is_open = bool(counts.at) and period.until > today
    verdict, reason = NOT_ASKED
    if term.is_in_force_on(period.first):
        verdict, reason = _decide(world, term.version, dated[0][0], n, is_open=is_open)
    return Judgement(
        verdict=verdict,
        reason=reason,
        period_from=min(period.until - DAY, today).replace(day=1),
        department=answering(world, term.clause, entity.department),
        started_at=world.midnight(period.first),
        due_at=world.midnight(period.until) - datetime.resolution,
        is_provisional=is_open,
    )


def _decide(world: World, version: Version, any_one: Record, n: int, *, is_open: bool) -> Answer:
    limit, value = version.limit, number(world, any_one, version.limit)
    if limit is None or value is None:
        return "not_assessed", "parameter_unset"
    if n < value and limit.op in (">=", "=="):
        return ("pending", "period_open") if is_open else ("breach", "wrong_count")
    if n > value and limit.op in ("<=", "=="):
        return "breach", "wrong_count"
    return "compliant", None


def _day(world: World, record: Record, fact: str) -> date | None:
    """The day a record counts on: for a month its first, without a moment that of the audit."""
    found = record.fact(fact) if fact else world.as_of
    if isinstance(found, str):
        return date.fromisoformat(f"{found}-01")
    if isinstance(found, datetime):
        return world.day(found)
    return found if isinstance(found, date) else None


def _entities(
    world: World, version: Version, counts: Counted, dated: Sequence[tuple[Record, date]]
) -> Iterator[Entity]:
    """What a count is due for: the utility, what a table lists, or what was seen.

    What no table lists is due once it was ever in the population, from the period in which it was first
    seen.
    """
    if not counts.for_each:
        yield Entity("", None)
        return
    if listed := _listed(counts.for_each):
        table, key = listed
        for row in world.table(table):
            yield Entity(
                row[key], row.get("dept_id"), row.get("installed_on"), row.get("removed_on")
            )
        return
    for name in sorted({str(one.fact(counts.for_each)) for one, _ in dated}):
        ours = [(one, day) for one, day in dated if str(one.fact(counts.for_each)) == name]
        if any(all_hold(one, version.population) for one, _ in ours):
            departments = [one.department for one, _ in ours if one.department is not None]
            seen = next(iter(periods(world, counts.every, min(day for _, day in ours))), None)
            if seen:
                yield Entity(name, min(departments, default=None), seen.first)


def _listed(for_each: str) -> tuple[str, str] | None:
    """The table and key that a column points at, as its contract says."""
    table, _, name = for_each.rpartition(".")
    column = contracts()[table].columns.get(name)
    if column is None or not column.references:
        return None
    target, _, key = column.references.partition(".")
    return target, key


def _in_service(entity: Entity, period: Period) -> bool:
    return (entity.first is None or entity.first <= period.first) and (
        entity.until is None or entity.until >= period.until
    )
