"""The rulebook that comes with the product: oracle and engine agree on its clauses too."""

from __future__ import annotations

from hypothesis import given

from .agreement import agree
from .budget import tries
from .draw_pressure import pressure_worlds
from .draw_records import record_worlds
from .engine import rulebook
from .world import World

DRAWN = (
    "tickets", "applications", "installations", "meters", "meter_readings", "outages", "charges", "patrols"
)  # fmt: skip
SHIPPED = {name: one for name, one in rulebook().clauses.items() if one.subject in DRAWN}
OF_PRESSURE = {
    name: one for name, one in rulebook().clauses.items() if one.subject == "pressure_readings"
}


@tries(3)
@given(record_worlds(SHIPPED, DRAWN))
def test_the_shipped_clauses(world: World) -> None:
    agree(world)


@tries(2)
@given(pressure_worlds(OF_PRESSURE))
def test_the_shipped_clauses_of_pressure(world: World) -> None:
    agree(world)
