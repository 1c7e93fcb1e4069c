"""What is known at the instant of an audit: rows that are there already, acts that have happened.

Belongs here: leaving out of the evidence what lies after the audit, by what the contracts declare of each
table (`known_by`: what makes a row known; `ahead`: moments that are set or promised, and stay; `shown_by`: the
act without which a value is not known).
Does not belong here: what a record is (`tables`), any verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from warehouse.contract import MOMENTS, Contract, contracts

from .world import Row, World, earliest, instant


def as_known(world: World) -> World:
    """The same world, its evidence as it stood at the instant of the audit."""
    rows = {
        table: list(_known(world, contracts()[table], found)) for table, found in world.rows.items()
    }
    return replace(world, rows=rows)


def _known(world: World, contract: Contract, rows: Sequence[Row]) -> Iterator[Row]:
    acts = [
        name
        for name, column in contract.columns.items()
        if column.type in MOMENTS and not column.ahead
    ]
    for row in rows:
        first = earliest([instant(world, row.get(name)) for name in contract.known_by])
        if first is None or first <= world.as_of:
            hidden = {name for name in acts if _is_to_come(world, row.get(name))}
            hidden |= {
                name for name, column in contract.columns.items() if column.shown_by in hidden
            }
            yield {name: None if name in hidden else value for name, value in row.items()}


def _is_to_come(world: World, value: datetime | date | None) -> bool:
    begins = instant(world, value)
    return begins is not None and begins > world.as_of
