"""Values, steps and states: the kinds that ask what a record shows rather than when.

Belongs here: the kinds `value_limit`, `presence`, `sequence` and `prohibition`, one record at a time.
Does not belong here: deadlines, and whatever looks at more than one record.
"""

from __future__ import annotations

from datetime import datetime

from rulebook.clause import Clause
from rulebook.version import Version

from .deadline import number
from .records import Record, answering, combined, excuse_of, holds, moment
from .verdict import Answer, Judgement
from .world import Days, World, holds_on, next_month


def judge_value(
    world: World, clause: Clause, version: Version, days: Days, record: Record
) -> Judgement | None:
    """A measured value keeps its limit; a reading that is no valid evidence says nothing."""
    measured = record.fact(version.measure)
    limit = version.limit
    if limit is None:
        raise ValueError("a value limit without a limit")
    wanted = number(world, record, limit)
    if record.exempt:
        answer: Answer = ("not_applicable", record.exempt)
    elif wanted is None and not limit.fact:
        answer = ("not_assessed", "parameter_unset")
    elif record.state not in (None, "valid"):
        answer = ("not_assessed", f"reading_{record.state}")
    elif measured is None or wanted is None:
        answer = ("not_assessed", "fact_missing")
    elif excuse := excuse_of(record, version):
        answer = ("excused", excuse)
    elif measured < wanted and limit.op in (">=", "=="):
        answer = ("breach", "under_limit")
    elif measured > wanted and limit.op in ("<=", "=="):
        answer = ("breach", "over_limit")
    else:
        answer = ("compliant", None)
    return _dated(world, clause, record, record.at(world), days, answer)


def judge_presence(
    world: World, clause: Clause, version: Version, days: Days, record: Record
) -> Judgement | None:
    """What is required is there; missing, it is owed only once the moment named has passed."""
    found = [holds(record, condition) for condition in version.requires]
    if aside := _aside(record, version):
        answer = aside
    elif all(one is True for one in found):
        answer = ("compliant", None)
    elif version.once and not _has_passed(world, version.once, record, record.at(world)):
        answer = ("pending", "step_awaited")
    elif False in found:
        answer = ("breach", "missing_step")
    else:
        answer = ("not_assessed", "fact_missing")
    return _dated(world, clause, record, record.at(world), days, answer)


def judge_sequence(
    world: World, clause: Clause, version: Version, days: Days, record: Record
) -> Judgement | None:
    """One step follows another; a clause asks nothing of a record in which the first did not happen."""
    first = combined(world, record, version.trigger, only_past=True)
    then = combined(world, record, version.end, only_past=True)
    if first is None:
        return None
    if aside := _aside(record, version):
        answer = aside
    elif then and then < first and version.early == "impossible":
        answer = ("not_assessed", "impossible_order")
    elif then:
        answer = ("compliant", None)
    elif version.once and _has_passed(world, version.once, record, first):
        answer = ("breach", "missing_step")
    else:
        answer = ("pending", "step_awaited")
    return _dated(world, clause, record, first, days, answer, stopped_at=then)


def judge_prohibition(
    world: World, clause: Clause, version: Version, days: Days, record: Record
) -> Judgement | None:
    """Each forbidden condition is a breach by itself; with none met, a value unknown decides nothing."""
    found = [holds(record, condition) for condition in version.forbids]
    if aside := _aside(record, version):
        answer = aside
    elif True in found:
        answer = ("breach", "forbidden")
    elif None in found:
        answer = ("not_assessed", "fact_missing")
    else:
        answer = ("compliant", None)
    return _dated(world, clause, record, record.at(world), days, answer)


def _aside(record: Record, version: Version) -> Answer | None:
    """What is settled before the evidence is looked at."""
    if record.exempt:
        return "not_applicable", record.exempt
    if excuse := excuse_of(record, version):
        return "excused", excuse
    return None


def _has_passed(world: World, once: str, record: Record, at: datetime) -> bool:
    """Whether the moment named has passed; the end of a period is the end of the month of `at`."""
    if once != "period_end":
        return world.has_happened(moment(world, record.fact(once)))
    return world.has_happened(world.midnight(next_month(world.month(at))))


def _dated(
    world: World,
    clause: Clause,
    record: Record,
    at: datetime,
    days: Days,
    answer: Answer,
    *,
    stopped_at: datetime | None = None,
) -> Judgement | None:
    """The answer with the month it belongs to, or None where the version does not hold on its day."""
    if not holds_on(world.day(at), days):
        return None
    return Judgement(
        verdict=answer[0],
        reason=answer[1],
        period_from=world.month(at),
        department=answering(world, clause, record.department),
        stopped_at=stopped_at,
    )
