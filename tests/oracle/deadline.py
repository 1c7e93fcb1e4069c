"""Deadlines: was the act that a clause asks for done in time?

Belongs here: the kind `deadline`, one record at a time.
Does not belong here: counting the days of a clock (`clocks`), the other kinds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from rulebook.clause import Clause
from rulebook.version import Clock, Limit, Version

from .clocks import MICROSECOND, due
from .records import Record, answering, code, combined, excuse_of
from .verdict import Answer, Judgement
from .world import Days, World, holds_on

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Span:
    """What the clock of one record shows: the limit and its number, from when, what was done, and when
    it was due; each None where it is not known. ahead: counted back from the anchor."""

    limit: Limit | None
    value: Decimal | None
    anchor: datetime | None
    act: datetime | None
    due_at: datetime | None
    ahead: bool


def judge_deadline(
    world: World, clause: Clause, version: Version, days: Days, record: Record
) -> Judgement | None:
    """The verdict on one record, or None where the version does not hold for it.

    A version holds for a record by the day of its trigger, or by the date of the record without one.
    """
    span, is_provisional = _measure(world, version, record)
    trigger = span.act if span.ahead else span.anchor
    if not holds_on(world.day(trigger or record.at(world)), days):
        return None
    verdict, reason = _decide(world, version, record, span)
    return Judgement(
        verdict=verdict,
        reason=reason,
        period_from=world.month(span.anchor or record.at(world)),
        department=answering(world, clause, record.department),
        due_at=span.due_at,
        stopped_at=span.act,
        late_by_min=_late_by(world, version, span) if verdict == "breach" else None,
        is_provisional=is_provisional,
    )


def _measure(world: World, version: Version, record: Record) -> tuple[Span, bool]:
    """Read the clock.

    Within N: counted from the trigger, the end is the act. At least N ahead: counted back from the end,
    the trigger is the act. What the clock counts from may lie ahead; an act that does has not happened.
    """
    limit = version.limit
    if version.variants:
        limit = version.variants.limits.get(code(record.fact(version.variants.by)))
    ahead = limit is not None and limit.op == ">="
    start, stop = (version.end, version.trigger) if ahead else (version.trigger, version.end)
    anchor = combined(world, record, start, only_past=False)
    act = combined(world, record, stop, only_past=True)
    value = number(world, record, limit)
    due_at, is_provisional = None, False
    if limit and value is not None and anchor and version.calendar:
        due_at, is_provisional = due(
            world, version.calendar, anchor, value, limit.unit, ahead=ahead
        )
    return Span(limit, value, anchor, act, due_at, ahead), is_provisional


def _decide(world: World, version: Version, record: Record, span: Span) -> Answer:
    if record.exempt:
        return "not_applicable", record.exempt
    if span.limit is None:
        return "not_assessed", "class_missing"
    if span.value is None:
        return "not_assessed", "fact_missing" if span.limit.fact else "parameter_unset"
    if span.anchor is None or span.due_at is None:
        is_settled = world.has_happened(record.settled_at)
        return ("not_assessed", "fact_missing") if is_settled else ("pending", "not_started")
    if excuse := excuse_of(record, version):
        return "excused", excuse
    return _in_time(world, version, span.anchor, span.act, span.due_at, ahead=span.ahead)


def _in_time(
    world: World, version: Version, anchor: datetime, act: datetime | None, due_at: datetime, *, ahead: bool
) -> Answer:  # fmt: skip
    if act is None:
        return ("breach", "not_done") if world.as_of > due_at else ("pending", "not_yet_due")
    if act < anchor and not ahead and version.early == "impossible":
        return "not_assessed", "impossible_order"
    return ("compliant", None) if act <= due_at else ("breach", "late")


def _late_by(world: World, version: Version, span: Span) -> int | None:
    """Started minutes from when it was due; a clock of days is due at midnight."""
    if span.due_at is None:
        return None
    is_wall_clock = version.calendar is Clock.WALL_CLOCK
    since = span.due_at if is_wall_clock else span.due_at + MICROSECOND
    return max(-((since - (span.act or world.as_of)) // MINUTE), 1)


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
