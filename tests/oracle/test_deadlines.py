"""Deadlines: oracle and engine give every record the same verdict, instants and minutes."""

from __future__ import annotations

from datetime import date

from hypothesis import given

from tests.budget import tries

from .agreement import agree
from .clauses import DAY_CLOCKS, VERSIONS, WALL_CLOCK, tried
from .draw import Season
from .draw_tickets import ticket_worlds
from .world import World

CHANGES = (
    Season(date(2026, 2, 17), 3), Season(date(2026, 9, 30), 3), Season(date(2026, 12, 30), 3)
)  # fmt: skip
"""Days around those on which the clause changes."""


@tries(4)
@given(ticket_worlds(tried(WALL_CLOCK)))
def test_elapsed_time(world: World) -> None:
    agree(world)


@tries(5)
@given(ticket_worlds(tried(DAY_CLOCKS)))
def test_clocks_of_days(world: World) -> None:
    agree(world)


@tries(4)
@given(ticket_worlds(tried(VERSIONS), seasons=CHANGES))
def test_a_clause_that_changes(world: World) -> None:
    agree(world)
