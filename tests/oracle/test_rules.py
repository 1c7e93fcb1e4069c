"""Random rulebooks: whatever the clauses say, oracle and engine read them alike."""

from __future__ import annotations

from hypothesis import given

from tests.budget import tries

from .agreement import agree
from .draw_periods import period_worlds
from .draw_rules import rules
from .draw_rules_of_periods import period_rules
from .draw_tickets import ticket_worlds
from .world import World


@tries(5)
@given(ticket_worlds(rules, n_tickets=12))
def test_random_rules_of_tickets(world: World) -> None:
    agree(world)


@tries(5)
@given(period_worlds(period_rules))
def test_random_rules_of_periods(world: World) -> None:
    agree(world)
