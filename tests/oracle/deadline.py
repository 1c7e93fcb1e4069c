"""Deadlines: was the act that a clause asks for done in time?

Belongs here: the kind `deadline`, one record at a time.
Does not belong here: counting the days of a clock (`clocks`), the other kinds.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from rulebook.model import Clause, Limit, Version

from .clocks import due
from .records import Record, answering, combined, excuse_of
from .verdict import Judgement
from .world import World, holds_on

MINUTE = timedelta(minutes=1)


def judge_deadline(
    world: World, clause: Clause, version: Version, days: tuple[date | None, date | None], record: Record
) -> Judgement | None:
    """The verdict on one record, or None where the version does not hold for it.

    Within N: counted from the trigger, the end is the act. At least N ahead: counted back from the end,
    the trigger is the act. What the clock counts from may lie ahead; an act that does has not happened.
    A version holds for a record by the day of its trigger, or by the date of the record without one.
    """
    limit = _limit(version, record)
    ahead = limit is not None and limit.op == ">="
    start, stop = (version.end, version.trigger) if ahead else (version.trigger, version.end)
    anchor = combined(world, record, start, only_past=False)
    act = combined(world, record, stop, only_past=True)
    dated = (act if ahead else anchor) or record.at(world)
    if not holds_on(world.day(dated) if dated else None, *days):
        return None
    value = number(world, record, limit)
    is_known = limit is not None and value is not None and anchor is not None
    due_at, is_provisional = None, False
    if is_known and limit and value is not None and anchor and version.calendar:
        due_at, is_provisional = due(
            world, version.calendar, anchor, value, limit.unit, ahead=ahead
        )
    verdict, reason = _decide(world, version, record, limit, value, anchor, act, due_at, ahead=ahead)
    late = None
    if verdict == "breach" and due_at:
        late = -((due_at - (act or world.as_of)) // MINUTE)
    return Judgement(
        verdict=verdict,
        reason=reason,
        period_from=world.month(anchor or record.at(world) or world.as_of),
        department=answering(world, clause, record.department),
        due_at=due_at,
        stopped_at=act,
        late_by_min=late,
        is_provisional=is_provisional,
    )


def _decide(
    world: World,
    version: Version,
    record: Record,
    limit: Limit | None,
    value: Decimal | None,
    anchor: datetime | None,
    act: datetime | None,
    due_at: datetime | None,
    *,
    ahead: bool,
) -> tuple[str, str | None]:
    if record.exempt:
        return "not_applicable", record.exempt
    if limit is None:
        return "not_assessed", "class_missing"
    if value is None:
        return "not_assessed", "fact_missing" if limit.fact else "parameter_unset"
    if anchor is None or due_at is None:
        if world.has_happened(record.settled_at):
            return "not_assessed", "fact_missing"
        return "pending", "not_started"
    if excuse := excuse_of(record, version):
        return "excused", excuse
    if act is None:
        return ("breach", "not_done") if world.as_of > due_at else ("pending", "not_yet_due")
    if act < anchor and not ahead and version.early == "impossible":
        return "not_assessed", "impossible_order"
    return ("compliant", None) if act <= due_at else ("breach", "late")


def _limit(version: Version, record: Record) -> Limit | None:
    """The limit that applies: the one of the record's class, where there are classes."""
    if version.variants:
        return version.variants.limits.get(str(record.fact(version.variants.by)))
    return version.limit


def number(world: World, record: Record, limit: Limit | None) -> Decimal | None:
    """The number of a limit: written in the text, set by the operator, or delivered with the record."""
    if limit is None:
        return None
    if limit.fact:
        found = record.fact(limit.fact)
        return None if found is None else Decimal(found)
    if limit.param:
        parameter = world.profile.parameters.get(limit.param)
        return parameter.value if parameter else None
    return limit.value
