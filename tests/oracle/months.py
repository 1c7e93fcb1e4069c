"""Counts: did something happen often enough, for every entity in every month?

Belongs here: the kind `count`.
Does not belong here: the kinds that judge one record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from rulebook.clause import Clause
from rulebook.version import Counted, Version

from .records import Record, all_hold, answering
from .tables import records
from .verdict import Judgement
from .world import World, holds_on, next_month, versions_in_force

REFERENCED = {"meter_readings.meter_id": ("meters", "meter_id")}
"""What counts may be for, and the table that lists them; others are known once they are seen."""


@dataclass(frozen=True)
class Entity:
    """Something a count is due for, in service from one day until the day before another."""

    name: str
    department: str | None
    first: date | None
    until: date | None


def judge_counts(world: World, clause: Clause) -> Iterator[tuple[str, Judgement]]:
    """The verdict for every entity and month, by the id `entity|month`.

    Due are the months from the first one with evidence to the month of the audit, in which the entity
    was in service from the first day to the last.
    """
    known = records(world, clause.subject)
    for version, days in versions_in_force(clause):
        counts = version.counts
        if counts is None:
            raise ValueError("a count clause without counts")
        months = [month for one in known if (month := _month(world, one, counts.at))]
        for entity in _entities(world, version, counts, known):
            month = min(months, default=next_month(world.month(world.as_of)))
            while month <= world.month(world.as_of):
                if holds_on(month, days) and _in_service(entity, month):
                    name = f"{entity.name}|{month:%Y-%m}"
                    yield name, _judge(world, clause, version, counts, known, entity, month)
                month = next_month(month)


def _judge(
    world: World, clause: Clause, version: Version, counts: Counted, known: list[Record], entity: Entity, month: date,
) -> Judgement:  # fmt: skip
    n = sum(
        one.fact(counts.for_each) == entity.name
        and _month(world, one, counts.at) == month
        and all_hold(one, version.population)
        and all_hold(one, counts.where)
        for one in known
    )
    is_open = next_month(month) > world.day(world.as_of)
    verdict, reason = _decide(world, version, n, is_open=is_open)
    return Judgement(
        verdict=verdict,
        reason=reason,
        period_from=month,
        department=answering(world, clause, entity.department),
        due_at=world.midnight(next_month(month)) - datetime.resolution,
        is_provisional=is_open,
    )


def _decide(world: World, version: Version, n: int, *, is_open: bool) -> tuple[str, str | None]:
    limit = version.limit
    if limit is None:
        raise ValueError("a count clause without a limit")
    parameter = world.profile.parameters.get(limit.param)
    value: Decimal | None = parameter.value if parameter else limit.value
    if value is None:
        return "not_assessed", "parameter_unset"
    if n < value and limit.op in (">=", "=="):
        return ("pending", "period_open") if is_open else ("breach", "wrong_count")
    if n > value and limit.op in ("<=", "=="):
        return "breach", "wrong_count"
    return "compliant", None


def _month(world: World, record: Record, fact: str) -> date | None:
    """The month a record counts in."""
    found = record.fact(fact)
    if isinstance(found, str):
        return date.fromisoformat(f"{found}-01")
    if isinstance(found, datetime):
        return world.month(found)
    return found.replace(day=1) if isinstance(found, date) else None


def _entities(
    world: World, version: Version, counts: Counted, known: list[Record]
) -> Iterator[Entity]:
    """What a count is due for; what no table lists is due once it was ever in the population."""
    if counts.for_each in REFERENCED:
        table, key = REFERENCED[counts.for_each]
        for row in world.table(table):
            yield Entity(
                row[key], row.get("dept_id"), row.get("installed_on"), row.get("removed_on")
            )
        return
    seen: dict[str, list[Record]] = {}
    for one in known:
        name = one.fact(counts.for_each)
        if name is not None and _month(world, one, counts.at):
            seen.setdefault(name, []).append(one)
    for name, ones in sorted(seen.items()):
        if not any(all_hold(one, version.population) for one in ones):
            continue
        first = min(month for one in ones if (month := _month(world, one, counts.at)))
        departments = [one.department for one in ones if one.department is not None]
        yield Entity(name, min(departments, default=None), first, None)


def _in_service(entity: Entity, month: date) -> bool:
    return (entity.first is None or entity.first <= month) and (
        entity.until is None or entity.until >= next_month(month)
    )
