"""Whose a lateness is, where a ticket passed several hands.

Belongs here: the minutes of each holder, its allowance and its share, and with whom a verdict then stands.
Does not belong here: who held a ticket (`holders`), whether it was late (`deadline`).

Minutes are counted in ten-thousandths, shares in hundred-millionths: whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import floor

from rulebook.clause import Clause
from rulebook.version import Clock, Kind, Version

from .clocks import DAY, MICROSECOND, is_working_day
from .holders import Holding, holdings
from .known import as_known
from .records import Record, code
from .tables import records
from .verdict import Judgement
from .versions import terms
from .world import World

WHOLE = 100_000_000
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(9999, 12, 31, tzinfo=UTC)

Judged = Mapping[tuple[str, str], Judgement]


@dataclass(frozen=True)
class Piece:
    """A stretch of one holder within the running time."""

    department: str | None
    staff: str | None
    from_at: datetime
    is_at_due: bool
    before: int
    after: int


@dataclass(frozen=True)
class Part:
    """One department's part in one late observation."""

    staff: str | None
    held: int
    allowance: int | None
    is_at_due: bool
    is_routed: bool
    share: int
    rule: str


Parts = dict[str, Part]
"""Parts by department."""


def attributed(asked: World, judged: Judged) -> dict[tuple[str, str], Parts]:
    """The parts of every late observation in which not the routed department alone held the ticket."""
    world = as_known(asked)
    tickets = {one.record_id: one for one in records(world, "tickets")}
    found: dict[tuple[str, str], Parts] = {}
    for (clause_id, record_id), one in judged.items():
        clause = world.clauses[clause_id]
        if clause.kind is Kind.DEADLINE and clause.subject == "tickets" and one.late_by_min:
            ticket = tickets[record_id]
            clock = _clock(world, clause, ticket, one)
            parts = _parts(world, clause, ticket, one, clock) if clock else {}
            if parts:
                found[clause_id, record_id] = parts
    return found


def settled(asked: World, judged: Judged) -> dict[tuple[str, str], Judgement]:
    """The verdicts, each with the department that answers by the rule of the profile."""
    found = dict(judged)
    for key, parts in attributed(asked, judged).items():
        if {one.rule for one in parts.values()} <= {"holder_at_due", "proportional"}:
            found[key] = replace(found[key], department=_greatest(parts))
    return found


def _greatest(parts: Parts) -> str:
    def weight(name: str) -> tuple[int, bool]:
        one = parts[name]
        over = max(one.held - (one.allowance or 0), 0)
        return (over if one.rule == "proportional" else one.share), one.is_at_due

    return max(sorted(parts), key=weight)


def _clock(world: World, clause: Clause, ticket: Record, one: Judgement) -> Clock | None:
    """The clock by which a ticket was late; none where something had to be ahead."""
    for term in terms(clause):
        began = one.started_at or ticket.at(world)
        if term.speaks_at(world, ticket.at(world) if term.is_chosen_by_record else began):
            return _clock_of(term.version, ticket)
    return None


def _clock_of(version: Version, ticket: Record) -> Clock | None:
    if version.variants is None:
        is_ahead = version.limit is None or version.limit.op == ">="
        return None if is_ahead else version.calendar
    own = version.variants.limits.get(code(ticket.fact(version.variants.by)))
    return None if own is None or own.op == ">=" else own.calendar or version.calendar


def pieces(world: World, ticket: Record, one: Judgement, clock: Clock) -> list[Piece]:
    """The running time of a late observation, holder by holder."""
    start, due, done = one.started_at, one.due_at, one.stopped_at or world.as_of
    if start is None or due is None:
        raise AssertionError("late without a start or a due instant")
    found = []
    for held in _stretched(holdings(world, ticket)):
        begin, end = max(held.from_at, start), min(held.until_at, done)
        if begin < end:
            runs = held.state == "running"
            before = _minutes(world, clock, begin, min(end, due)) if runs else 0
            after = _minutes(world, clock, max(begin, due), end) if runs else 0
            found.append(
                Piece(held.department, held.staff, begin, begin <= due < end, before, after)
            )
    return found


def _stretched(chain: list[Holding]) -> Iterator[Holding]:
    """With the first holder before the receipt, and the last one after the closing."""
    first, last = chain[0], chain[-1]
    yield replace(first, from_at=LONG_AGO, until_at=first.from_at, state="running")
    yield from chain
    yield replace(last, from_at=last.until_at, until_at=FAR_AHEAD, state="running")


def _minutes(world: World, clock: Clock, begin: datetime, end: datetime) -> int:
    span = max(end - begin, timedelta())
    if clock is Clock.WORKING_DAY:
        span, day = timedelta(), world.day(begin)
        while world.midnight(day) < end:
            if is_working_day(world, day):
                first, last = max(begin, world.midnight(day)), min(end, world.midnight(day + DAY))
                span += max(last - first, timedelta())
            day += DAY
    return (span // MICROSECOND + 3000) // 6000


def _parts(world: World, clause: Clause, ticket: Record, one: Judgement, clock: Clock) -> Parts:
    held: dict[str, list[Piece]] = {}
    for piece in pieces(world, ticket, one, clock):
        if piece.department is not None:
            held.setdefault(piece.department, []).append(piece)
    if not held or set(held) == {one.department}:
        return {}
    minutes = {name: sum(each.before + each.after for each in of) for name, of in held.items()}
    allowances = _allowances(world, clock, one, list(held))
    over = {name: max(minutes[name] - allowances[name], 0) for name in held}
    at_due = next((name for name, of in held.items() if any(each.is_at_due for each in of)), None)
    rule, chosen = _ruled(world, clause, one, over, at_due)
    if rule != "proportional" and chosen is None:
        return {}
    shares = _shares(over) if rule == "proportional" else {str(chosen): WHOLE}
    return {
        name: Part(
            staff=_person(held.get(name, [])),
            held=minutes.get(name, 0),
            allowance=allowances.get(name),
            is_at_due=name == at_due,
            is_routed=name == one.department,
            share=shares.get(name, 0),
            rule=rule,
        )
        for name in {*held, *shares}
    }


def _person(of: list[Piece]) -> str | None:
    """Who held it at the due instant, else who is named last."""
    named = [each for each in of if each.staff]
    first = max(named, key=lambda each: (each.is_at_due, each.from_at), default=None)
    return first.staff if first else None


def _allowances(world: World, clock: Clock, one: Judgement, names: list[str]) -> dict[str, int]:
    if one.started_at is None or one.due_at is None:
        raise AssertionError("late without a start or a due instant")
    limit = _minutes(world, clock, one.started_at, one.due_at)
    given: dict[str, int] = {}
    for name in names:
        role = world.find("departments", "dept_id", name).get("role")
        if allowance := world.profile.allowances.get(str(role)):
            share = (allowance.share or Decimal(0)) * limit
            exact = share if allowance.minutes is None else allowance.minutes * 10000
            given[name] = floor(exact)
    others = [name for name in names if name not in given]
    rest = max(limit - sum(given.values()), 0)
    return given | {name: rest // len(others) for name in others}


def _ruled(
    world: World, clause: Clause, one: Judgement, over: Mapping[str, int], at_due: str | None
) -> tuple[str, str | None]:
    """The rule that decides, and the one department it points at."""
    switch = world.profile.switches.lateness
    if clause.answers:
        return "named_by_clause", one.department
    if switch == "proportional" and any(over.values()):
        return "proportional", None
    if switch != "routed_owner" and at_due is not None:
        return "holder_at_due", at_due
    return "routed_owner", one.department


def _shares(over: Mapping[str, int]) -> dict[str, int]:
    total = sum(over.values())
    found = {name: each * WHOLE // total for name, each in over.items()}
    first = min(found, key=lambda name: (-found[name], name))
    found[first] += WHOLE - sum(found.values())
    return found
