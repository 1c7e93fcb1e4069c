"""Every verdict of one audit, clause by clause and record by record.

Belongs here: which function judges which kind, in which order, and that each record has one verdict at most.
Does not belong here: how a kind is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from rulebook.clause import Clause, others_of
from rulebook.version import Kind

from .counts import judge_counts
from .deadline import judge_deadline
from .duties import judge_duties
from .known import as_known
from .records import Record, all_hold
from .states import judge_presence, judge_prohibition, judge_sequence, judge_value
from .tables import records
from .verdict import Judgement
from .versions import terms
from .world import World

JUDGES = {
    Kind.DEADLINE: judge_deadline,
    Kind.VALUE_LIMIT: judge_value,
    Kind.PRESENCE: judge_presence,
    Kind.SEQUENCE: judge_sequence,
    Kind.PROHIBITION: judge_prohibition,
}
"""The kinds that are judged one record at a time."""

OF_PERIODS = {Kind.COUNT: judge_counts, Kind.REPORTING_DUTY: judge_duties}
"""The kinds that are judged one period at a time."""

Verdicts = dict[tuple[str, str], Judgement]
"""Verdicts by clause and record."""


def verdicts(asked: World) -> Verdicts:
    """The verdict of every clause on every record of its population.

    Clauses that rest on how another one was judged come after it, and find its moments among the facts of
    the record: when it was due, and when it was broken.
    """
    world = as_known(asked)
    clauses = {
        name: one for name, one in world.clauses.items() if one.kind is not Kind.RATE_THRESHOLD
    }
    known = {
        subject: records(world, subject) for subject in {one.subject for one in clauses.values()}
    }
    found: Verdicts = {}
    for name, clause in clauses.items():
        if not others_of(clause):
            _judge(world, name, clause, known[clause.subject], found)
    for name, clause in clauses.items():
        if others := others_of(clause):
            told = [_with_moments(one, others, found) for one in known[clause.subject]]
            _judge(world, name, clause, told, found)
    return found


def _judge(
    world: World, name: str, clause: Clause, known: Iterable[Record], found: Verdicts
) -> None:
    for term in terms(clause):
        if clause.kind in OF_PERIODS:
            answers = list(OF_PERIODS[clause.kind](world, term, list(known)))
        else:
            judge = JUDGES[clause.kind]
            population = [one for one in known if all_hold(one, term.version.population)]
            answers = [
                (one.record_id, answer)
                for one in population
                if (answer := judge(world, term, one)) is not None
            ]
        for record_id, answer in answers:
            if (name, record_id) in found:
                raise AssertionError(f"two verdicts of {name} on {record_id}")
            found[name, record_id] = answer


def _with_moments(
    record: Record, others: Iterable[str], found: Mapping[tuple[str, str], Judgement]
) -> Record:
    """A clause is broken when it was due, or where nothing was due when the matter began."""
    moments: dict[str, datetime | None] = {}
    for other in others:
        if judged := found.get((other, record.record_id)):
            moments[f"due:{other}"] = judged.due_at
            if judged.verdict == "breach":
                moments[f"breach:{other}"] = judged.due_at or judged.started_at
    return replace(record, facts={**record.facts, **moments})
