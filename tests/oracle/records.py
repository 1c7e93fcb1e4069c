"""One record as clauses see it: its date, owner, excuse and state, facts, moments and conditions.

Belongs here: how the facts of a record are read, whichever table it is of.
Does not belong here: what a record of one table is (`tables`), any verdict.

A record is dated by the first of its dates that is known; one without any counts as of the audit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rulebook.clause import Clause
from rulebook.version import Condition, Moments, Version

from .world import Row, World, earliest, instant, last

EVENT_COLUMNS = {
    "contact_received": "received_at",
    "registered": "registered_at",
    "closed": "closed_at",
}
"""Events that stand for a column of the ticket."""


@dataclass(frozen=True)
class Record:
    """One record. `excuse` is set only where there is evidence for it; `state` only for readings."""

    table: str
    record_id: str
    row: Row
    dates: Sequence[datetime | None]
    department: str | None = None
    settled_at: datetime | None = None
    excuse: str | None = None
    exempt: str | None = None
    state: str | None = None
    facts: Row = field(default_factory=dict)

    @property
    def date(self) -> datetime | None:
        """The date of the record, if it has one."""
        return next((one for one in self.dates if one is not None), None)

    def at(self, world: World) -> datetime:
        """The date of the record; one without any counts as of the audit."""
        return self.date or world.as_of

    def fact(self, name: str) -> Any:
        """The value of `table.column`, or the first time of a ticket event; None where there is none."""
        if name in self.facts:
            return self.facts[name]
        if name.startswith(("due:", "breach:", "sanctions.")):
            return None
        table, _, column = name.rpartition(".")
        if table == self.table:
            return self.row.get(column)
        if not table and self.table == "tickets":
            return self.row.get(EVENT_COLUMNS[name]) if name in EVENT_COLUMNS else None
        raise KeyError(f"{self.table} has no fact {name}")


def combined(world: World, record: Record, wanted: Moments | None) -> datetime | None:
    """The earliest (`any`) or latest (`all`) of some facts; with `all`, every one must be there."""
    if wanted is None:
        return None
    found = [instant(world, record.fact(name)) for name in wanted.facts]
    return earliest(found) if wanted.any else last(found)


def holds(record: Record, condition: Condition) -> bool | None:
    """Whether a condition holds; None where the value is not recorded."""
    values = [record.fact(name) for name in condition.facts]
    if condition.present is not None:
        return any(value is not None for value in values) == condition.present
    value = values[0]
    if value is None:
        return None
    if condition.one_of:
        return code(value) in condition.one_of
    return code(value) not in condition.not_one_of


def code(value: Any) -> str:
    """A coded or yes/no value as clauses write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def all_hold(record: Record, conditions: Sequence[Condition]) -> bool:
    """Whether every condition is known to hold."""
    return all(holds(record, condition) is True for condition in conditions)


def excuse_of(record: Record, version: Version) -> str | None:
    """The evidenced excuse of a record, where the version knows it."""
    return record.excuse if record.excuse in version.excuses else None


def answering(world: World, clause: Clause, own: str | None) -> str | None:
    """The department that answers: the record's own if it has the role, else the only one with it."""
    if not clause.responsible:
        return own
    holders = [
        one["dept_id"] for one in world.table("departments") if one["role"] == clause.responsible
    ]
    if own in holders:
        return own
    return holders[0] if len(holders) == 1 else None


def person_of(world: World, clause: Clause, record: Record) -> str | None:
    """The person whom the clause itself makes answerable for a record of a ticket, if it is recorded."""
    columns = {
        "first_responder": "first_responder_id",
        "registrar": "registrar_id",
        "handler": "handler_id",
        "liable_person": "liable_person_id",
    }
    if clause.answers is None:
        return None
    if clause.answers == "head_of_unit":
        unit = world.find("departments", "dept_id", department_of(world, clause, record))
        return unit.get("head_id")
    named = record.row.get(columns[clause.answers])
    return named or (
        _held_responsible(world, record) if clause.answers == "liable_person" else None
    )


def _held_responsible(world: World, record: Record) -> str | None:
    """The one person whom verified decisions on a ticket hold responsible."""
    people = {
        one["staff_id"]
        for one in world.table("sanctions")
        if one.get("ticket_id") == record.record_id
        and one.get("verified")
        and one["kind"] in ("fine", "wage_deduction", "bonus_forfeit", "disciplinary")
        and one.get("staff_id") is not None
    }
    return people.pop() if len(people) == 1 else None


def department_of(world: World, clause: Clause, record: Record) -> str | None:
    """The department that answers for a record: with the person the clause names, or as it is routed."""
    routed = answering(world, clause, record.department)
    if clause.responsible or clause.answers in (None, "handler", "head_of_unit"):
        return routed
    own = world.find("staff", "staff_id", person_of(world, clause, record)).get("dept_id")
    found = record.row.get("liable_dept_id") if clause.answers == "liable_person" else None
    return found or own or routed
