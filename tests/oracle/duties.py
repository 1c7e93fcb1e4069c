"""Reporting duties: was every report or publication made that is owed, and in time?

Belongs here: the kind `reporting_duty`.
Does not belong here: periods (`periods`), counts of other things (`counts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from rulebook.version import Duty, Version

from .periods import DAY, Period, first_day, next_period, periods
from .records import Record, all_hold, answering
from .verdict import NOT_ASKED, Answer, Judgement
from .versions import Term
from .world import World, earliest, instant

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Owed:
    """One report that is owed: for which period, by whom, until the beginning of which day."""

    period: Period
    by: str | None
    due_before: date

    def due_at(self, world: World) -> datetime:
        """The last instant in time."""
        return world.midnight(self.due_before) - datetime.resolution


def judge_duties(
    world: World, term: Term, known: Sequence[Record]
) -> Iterator[tuple[str, Judgement]]:
    """The verdict for every period since the audit holds evidence, by the id `period` or `department|period`."""
    version, duty = term.version, term.version.duty
    if duty is None:
        raise ValueError("a reporting duty without a duty")
    fitting = [
        one
        for one in known
        if all_hold(one, version.population)
        and all_hold(one, duty.where)
        and world.has_happened(_made_at(world, one, duty))
    ]
    for period in periods(world, duty.every, first_day(world)):
        if term.speaks_on(period.first):
            for by in _owing(world, term, duty):
                owed = Owed(period, by, _due_before(world, version, duty, period))
                made = [one for one in fitting if by is None or one.fact(duty.by) == by]
                name = f"{by}|{period.label}" if by else period.label
                yield name, _judge(world, term, duty, owed, made)


def _made_at(world: World, record: Record, duty: Duty) -> datetime | None:
    return instant(world, record.fact(duty.at))


def _owing(world: World, term: Term, duty: Duty) -> list[str | None]:
    """Every department of the responsible role, where each owes its own; else the utility."""
    if not duty.by:
        return [None]
    return [
        one["dept_id"]
        for one in world.table("departments")
        if one["role"] == term.clause.responsible
    ]


def _due_before(world: World, version: Version, duty: Duty, period: Period) -> date:
    """The day after the last one in time. A month without a 30th ends on its last day."""
    if not duty.of:
        return period.until
    within = next_period(period, duty.every) if duty.due_in == "next" else period
    day = _limit(world, version)
    return within.until if day is None else min(within.first + DAY * int(day), within.until)


def _limit(world: World, version: Version) -> Decimal | None:
    if version.limit is None:
        return None
    parameter = world.profile.parameters.get(version.limit.param)
    return parameter.value if parameter else version.limit.value


def _judge(
    world: World, term: Term, duty: Duty, owed: Owed, fitting: Sequence[Record]
) -> Judgement:
    version, due_at = term.version, owed.due_at(world)
    if duty.of:
        about = [one for one in fitting if one.fact(duty.of) == owed.period.label]
        made = earliest([_made_at(world, one, duty) for one in about])
        answer = _in_time(world, made, due_at)
    else:
        moments = [at for one in fitting if (at := _made_at(world, one, duty)) and at <= due_at]
        made = max(moments, default=None)
        answer = _stands(world, version, owed, made)
    if version.limit and _limit(world, version) is None:
        answer = ("not_assessed", "parameter_unset")
    if not term.is_in_force_on(owed.period.first):
        answer = NOT_ASKED
    is_late = answer[0] == "breach" and duty.of
    return Judgement(
        verdict=answer[0],
        reason=answer[1],
        period_from=min(owed.due_before - DAY, world.day(world.as_of)).replace(day=1),
        department=answering(world, term.clause, owed.by),
        started_at=world.midnight(owed.period.first),
        due_at=due_at,
        stopped_at=made,
        late_by_min=_minutes(due_at, made or world.as_of) if is_late else None,
        is_provisional=due_at > world.as_of,
    )


def _in_time(world: World, made: datetime | None, due_at: datetime) -> Answer:
    """A report about a period is due on a day."""
    if made is None:
        return ("pending", "not_yet_due") if due_at > world.as_of else ("breach", "not_done")
    return ("compliant", None) if made <= due_at else ("breach", "late")


def _stands(world: World, version: Version, owed: Owed, made: datetime | None) -> Answer:
    """A standing notice must be there on the last day of the period, made at most so many days before."""
    days = _limit(world, version)
    last = min(owed.due_before - DAY, world.day(world.as_of))
    if made and (days is None or world.day(made) >= last - DAY * int(days)):
        return "compliant", None
    if owed.due_at(world) > world.as_of:
        return "pending", "not_yet_due"
    return ("breach", "out_of_date") if made else ("breach", "not_done")


def _minutes(due_at: datetime, until: datetime) -> int:
    """Started minutes since the midnight at which it was due."""
    return max(-((due_at + datetime.resolution - until) // MINUTE), 1)
