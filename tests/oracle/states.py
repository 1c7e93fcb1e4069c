"""Values, steps and states: the kinds that ask what a record shows rather than when.

Belongs here: the kinds `value_limit`, `presence`, `sequence` and `prohibition`, one record at a time.
Does not belong here: deadlines, and whatever looks at more than one record.
"""

from __future__ import annotations

from datetime import datetime, time

from rulebook.version import Limit, Version, Window

from .deadline import number
from .records import Record, combined, department_of, excuse_of, holds
from .verdict import NOT_ASKED, Answer, Judgement
from .versions import Term
from .world import World, instant, next_month


def judge_value(world: World, term: Term, record: Record) -> Judgement | None:
    """A measured value keeps its limit; a reading that is no valid evidence says nothing.

    Outside the window of the clause there is no limit, and nothing to judge.
    """
    version = term.version
    if version.window and not (record.date and _lies_in(world, version.window, record.date)):
        return None
    at = record.at(world)
    answer = _value(world, version, record)
    return _judged(world, term, record, answer, chosen=at, at=at, started_at=record.date)


def _value(world: World, version: Version, record: Record) -> Answer:
    limit = version.limit
    if limit is None:
        raise ValueError("a value limit without a limit")
    if not limit.fact and number(world, record, limit) is None:
        return "not_assessed", "parameter_unset"
    if record.state not in (None, "valid"):
        return "not_assessed", f"reading_{record.state}"
    answer = _outcome(record, limit) if limit.op == "within" else _compared(world, version, record)
    excuse = excuse_of(record, version)
    return ("excused", excuse) if excuse and answer[0] != "not_assessed" else answer


def _outcome(record: Record, limit: Limit) -> Answer:
    """The record says itself how it compares with its limits."""
    outcome = record.fact(limit.fact)
    if outcome is None:
        return "not_assessed", "fact_missing"
    answers: dict[str, Answer] = {"pass": ("compliant", None), "fail": ("breach", "outside_limits")}
    return answers.get(outcome, ("not_assessed", f"result_{outcome}"))


def _compared(world: World, version: Version, record: Record) -> Answer:
    limit, measured = version.limit, record.fact(version.measure)
    wanted = number(world, record, limit)
    if measured is None or wanted is None or limit is None:
        return "not_assessed", "fact_missing"
    if measured < wanted and limit.op in (">=", "=="):
        return "breach", "under_limit"
    if measured > wanted and limit.op in ("<=", "=="):
        return "breach", "over_limit"
    return "compliant", None


def _lies_in(world: World, window: Window, at: datetime) -> bool:
    """Whether a time of day lies between two others, perhaps over midnight."""
    clock = world.local(at).time()
    opens, closes = time.fromisoformat(window.from_), time.fromisoformat(window.until)
    if clock in (opens, closes):
        return window.ends == "included"
    if opens < closes:
        return opens < clock < closes
    return clock > opens or clock < closes


def judge_presence(world: World, term: Term, record: Record) -> Judgement | None:
    """What is required is there; missing, it is owed only once the moment named has passed."""
    version, at = term.version, record.at(world)
    found = [holds(record, condition) for condition in version.requires]
    if excuse := excuse_of(record, version):
        answer: Answer = ("excused", excuse)
    elif all(one is True for one in found):
        answer = ("compliant", None)
    elif version.once and not _has_passed(world, version.once, record, at):
        answer = ("pending", "step_awaited")
    elif False in found:
        answer = ("breach", "missing_step")
    else:
        answer = ("not_assessed", "fact_missing")
    return _judged(world, term, record, answer, chosen=at, at=at, started_at=at)


def judge_sequence(world: World, term: Term, record: Record) -> Judgement | None:
    """One step follows another; a clause asks nothing of a record in which the first did not happen.

    Where the first step is a gate, it asks of every record in which the second happened.
    """
    version = term.version
    first = combined(world, record, version.trigger)
    then = combined(world, record, version.end)
    asked_of = then if version.gate else first
    if asked_of is None:
        return None
    if excuse := excuse_of(record, version):
        answer: Answer = ("excused", excuse)
    elif version.gate:
        answer = _passes_gate(first, asked_of)
    else:
        answer = _follows(world, version, record, asked_of, then)
    chosen = record.at(world) if term.is_chosen_by_record else asked_of
    return _judged(
        world, term, record, answer, chosen=chosen, at=asked_of, started_at=first, stopped_at=then
    )


def _passes_gate(first: datetime | None, then: datetime) -> Answer:
    if first is None:
        return "breach", "missing_step"
    return ("breach", "wrong_order") if then < first else ("compliant", None)


def _follows(
    world: World, version: Version, record: Record, first: datetime, then: datetime | None
) -> Answer:
    if then and then < first and version.early == "impossible":
        return "not_assessed", "impossible_order"
    if then:
        return "compliant", None
    if version.once and _has_passed(world, version.once, record, first):
        return "breach", "missing_step"
    return "pending", "step_awaited"


def judge_prohibition(world: World, term: Term, record: Record) -> Judgement | None:
    """Each forbidden condition is a breach by itself; with none met, a value unknown decides nothing."""
    version, at = term.version, record.at(world)
    found = [holds(record, condition) for condition in version.forbids]
    if excuse := excuse_of(record, version):
        answer: Answer = ("excused", excuse)
    elif True in found:
        answer = ("breach", "forbidden")
    elif None in found:
        answer = ("not_assessed", "fact_missing")
    else:
        answer = ("compliant", None)
    return _judged(world, term, record, answer, chosen=at, at=at, started_at=at)


def _has_passed(world: World, once: str, record: Record, at: datetime) -> bool:
    """Whether the moment named has passed; the end of a period is the end of the month of `at`."""
    if once != "period_end":
        return world.has_happened(instant(world, record.fact(once)))
    return world.has_happened(world.midnight(next_month(world.month(at))))


def _judged(
    world: World,
    term: Term,
    record: Record,
    answer: Answer,
    *,
    chosen: datetime,
    at: datetime,
    started_at: datetime | None,
    stopped_at: datetime | None = None,
) -> Judgement | None:
    """The answer with the month it belongs to, or None where another version speaks of the moment that
    chooses. What is exempt is so under any version; what was not in force then asked nothing.
    """
    if not term.speaks_at(world, chosen):
        return None
    if record.exempt:
        answer = ("not_applicable", record.exempt)
    elif not term.is_in_force_at(world, chosen):
        answer = NOT_ASKED
    return Judgement(
        verdict=answer[0],
        reason=answer[1],
        period_from=world.month(at),
        department=department_of(world, term.clause, record),
        started_at=started_at,
        stopped_at=stopped_at,
    )
