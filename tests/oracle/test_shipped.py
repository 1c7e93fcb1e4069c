"""The rulebook that comes with the product: oracle and engine agree on its clauses too."""

from __future__ import annotations

from hypothesis import given

from rulebook.version import Kind
from tests.budget import tries
from tests.running import shipped

from .agreement import agree
from .draw_pressure import pressure_worlds
from .draw_records import record_worlds
from .readable import is_readable
from .world import World

DRAWN = (
    "tickets", "applications", "installations", "meters", "meter_readings", "outages", "charges", "patrols"
)  # fmt: skip
CLAUSES = shipped().clauses
READABLE = {name: one for name, one in CLAUSES.items() if is_readable(CLAUSES, name)}
SHIPPED = {name: one for name, one in READABLE.items() if one.subject in DRAWN}
OF_PRESSURE = {name: one for name, one in READABLE.items() if one.subject == "pressure_readings"}


def test_much_of_the_rulebook_is_read() -> None:
    """A clause that asks for a fact nobody taught the oracle is left out; they must not become many."""
    assert len(READABLE) > len(CLAUSES) / 3
    assert {one.kind for one in READABLE.values()} == set(Kind)


@tries(2)
@given(record_worlds(SHIPPED, DRAWN))
def test_the_shipped_clauses(world: World) -> None:
    agree(world)


@tries(2)
@given(pressure_worlds(OF_PRESSURE))
def test_the_shipped_clauses_of_pressure(world: World) -> None:
    agree(world)
