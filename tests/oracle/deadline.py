"""Deadlines: was the act that a clause asks for done in time?

Belongs here: the kind `deadline`, one record at a time.
Does not belong here: counting the days of a clock (`clocks`), the other kinds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from rulebook.version import Limit, Version

from .clocks import MICROSECOND, due, span
from .records import Record, code, combined, department_of, excuse_of
from .verdict import NOT_ASKED, Answer, Judgement
from .versions import Term
from .world import World

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Span:
    """What the clock of one record shows, each None where it is not known.

    limit: how long there is; none where the class of the record has none, or nothing but an earliest
    moment is set. anchor: from when it counts. act: what was done. too_early: an act before this is one.
    ahead: counted back from the anchor.
    """

    limit: Limit | None
    is_class_missing: bool
    value: Decimal | None
    anchor: datetime | None
    act: datetime | None
    due_at: datetime | None
    is_too_early: bool
    ahead: bool


def judge_deadline(world: World, term: Term, record: Record) -> Judgement | None:
    """The verdict on one record, or None where another version speaks of it.

    A version is chosen by its trigger, or by the date of the record without one.
    """
    read, is_provisional = _measure(world, term.version, record)
    trigger = read.act if read.ahead else read.anchor
    at = record.at(world)
    decides = at if term.is_chosen_by_record else (trigger or at)
    if not term.speaks_at(world, decides):
        return None
    if record.exempt:
        answer: Answer = ("not_applicable", record.exempt)
    elif not term.is_in_force_at(world, decides):
        answer = NOT_ASKED
    else:
        answer = _decide(world, term.version, record, read)
    return Judgement(
        verdict=answer[0],
        reason=answer[1],
        period_from=world.month(read.anchor or at),
        department=department_of(world, term.clause, record),
        started_at=read.anchor,
        due_at=read.due_at,
        stopped_at=read.act,
        late_by_min=_late_by(world, read) if answer[0] == "breach" else None,
        is_provisional=is_provisional,
    )


def _measure(world: World, version: Version, record: Record) -> tuple[Span, bool]:
    """Read the clock.

    Within N: counted from the trigger, the end is the act. At least N ahead: counted back from the end,
    the trigger is the act. The limits of all classes are of one of the two sorts; a class may have an end
    and a clock of its own.
    """
    limit, end, clock, is_class_missing = version.limit, version.end, version.calendar, False
    ops = [limit.op] if limit else []
    if version.variants:
        classes = version.variants.limits
        ops = [one.op for one in classes.values()]
        found = classes.get(code(record.fact(version.variants.by)))
        limit, is_class_missing = found, found is None
        end, clock = (found and found.end) or end, (found and found.calendar) or clock
    ahead = ">=" in ops
    start, stop = (end, version.trigger) if ahead else (version.trigger, end)
    anchor, act = combined(world, record, start), combined(world, record, stop)
    value = number(world, record, limit)
    due_at, is_provisional = None, False
    if limit and value is not None and anchor and clock:
        due_at, is_provisional = due(world, clock, anchor, value, limit.unit, ahead=ahead)
    return Span(
        limit=limit,
        is_class_missing=is_class_missing,
        value=value,
        anchor=anchor,
        act=act,
        due_at=due_at,
        is_too_early=_is_too_early(world, version, record, anchor, act),
        ahead=ahead,
    ), is_provisional


def _is_too_early(
    world: World, version: Version, record: Record, anchor: datetime | None, act: datetime | None
) -> bool:
    """After the clock began, yet sooner than the earliest moment; an act before the clock began is out of
    order, not early."""
    least = number(world, record, version.earliest)
    if anchor is None or act is None or version.earliest is None or least is None:
        return False
    return anchor <= act < anchor + span(least, version.earliest.unit)


def _decide(world: World, version: Version, record: Record, read: Span) -> Answer:
    excuse = excuse_of(record, version)
    if read.is_too_early and not excuse:
        return "breach", "too_early"
    if read.is_class_missing:
        return "not_assessed", "class_missing"
    if _is_unset(world, record, version, read):
        return "not_assessed", "parameter_unset"
    if read.anchor is None:
        is_settled = world.has_happened(record.settled_at)
        return ("not_assessed", "fact_missing") if is_settled else ("pending", "not_started")
    if excuse:
        return "excused", excuse
    return _in_time(world, version, read, read.anchor)


def _is_unset(world: World, record: Record, version: Version, read: Span) -> bool:
    """Whether a number that the clause needs was left to the operator, who has not set it."""
    limits = [one for one in (read.limit, version.earliest) if one is not None]
    return any(number(world, record, one) is None for one in limits)


def _in_time(world: World, version: Version, read: Span, anchor: datetime) -> Answer:
    act, due_at = read.act, read.due_at
    if act is None:
        is_over = due_at is not None and world.as_of > due_at
        return ("breach", "not_done") if is_over else ("pending", "not_yet_due")
    if act < anchor and not read.ahead and version.early == "impossible":
        return "not_assessed", "impossible_order"
    return ("compliant", None) if due_at is None or act <= due_at else ("breach", "late")


def _late_by(world: World, read: Span) -> int | None:
    """Started minutes from when it was due.

    The end of a day is a microsecond before midnight, and what counts from there (`due:` another clause) is
    as much before its own time: such an instant stands for the second that it ends.
    """
    until = read.act or world.as_of
    if read.due_at is None or until <= read.due_at:
        return None
    after = read.due_at + MICROSECOND
    since = read.due_at if after.microsecond else after
    return max(-((since - until) // MINUTE), 1)


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
