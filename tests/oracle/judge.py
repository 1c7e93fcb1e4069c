"""Every verdict of one audit, clause by clause and record by record.

Belongs here: which function judges which kind, and that each record has one verdict at most.
Does not belong here: how a kind is judged.
"""

from __future__ import annotations

from rulebook.clause import Clause
from rulebook.version import Kind

from .deadline import judge_deadline
from .months import judge_counts
from .records import all_hold
from .states import judge_presence, judge_prohibition, judge_sequence, judge_value
from .tables import records
from .verdict import Judgement
from .world import World, versions_in_force

JUDGES = {
    Kind.DEADLINE: judge_deadline,
    Kind.VALUE_LIMIT: judge_value,
    Kind.PRESENCE: judge_presence,
    Kind.SEQUENCE: judge_sequence,
    Kind.PROHIBITION: judge_prohibition,
}
"""The kinds that are judged one record at a time."""

Verdicts = dict[tuple[str, str], Judgement]
"""Verdicts by clause and record."""


def verdicts(world: World) -> Verdicts:
    """The verdict of every clause on every record of its population."""
    found: Verdicts = {}
    for clause_id, clause in world.clauses.items():
        if clause.kind is Kind.COUNT:
            found |= {(clause_id, name): one for name, one in judge_counts(world, clause)}
        elif clause.kind is not Kind.RATE_THRESHOLD:
            _judge(world, clause_id, clause, found)
    return found


def _judge(world: World, clause_id: str, clause: Clause, found: Verdicts) -> None:
    known = records(world, clause.subject)
    for version, days in versions_in_force(clause):
        for record in known:
            if all_hold(record, version.population):
                answer = JUDGES[clause.kind](world, clause, version, days, record)
                if answer:
                    if (clause_id, record.record_id) in found:
                        raise AssertionError(f"two verdicts of {clause_id} on {record.record_id}")
                    found[clause_id, record.record_id] = answer
