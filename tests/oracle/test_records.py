"""Columns, states, values, counts and rates: oracle and engine give the same answers on every record."""

from __future__ import annotations

from hypothesis import given

from tests.budget import tries

from .agreement import agree
from .clauses import tried
from .clauses_of_rates import PRESSURE, RATES
from .clauses_of_records import COUNTS, COUNTS_OF_ROUTES, DEADLINES, STATES, VALUES
from .draw import MONTH_ENDS
from .draw_pressure import pressure_worlds
from .draw_records import record_worlds
from .world import World

WITH_DATES = ("applications", "installations", "meters", "meter_readings", "outages")
WITH_STATES = ("applications", "installations", "meters", "meter_readings", "charges", "tickets")
COUNTED = ("meters", "meter_readings", "meter_readings", "patrols")


@tries(4)
@given(record_worlds(tried(DEADLINES), WITH_DATES))
def test_deadlines_from_columns(world: World) -> None:
    agree(world)


@tries(4)
@given(record_worlds(tried(STATES, VALUES, RATES), WITH_STATES))
def test_states_values_and_rates(world: World) -> None:
    agree(world)


@tries(4)
@given(record_worlds(tried(COUNTS, COUNTS_OF_ROUTES), COUNTED, n_each=12, seasons=MONTH_ENDS))
def test_counts(world: World) -> None:
    agree(world)


@tries(4)
@given(pressure_worlds(tried(PRESSURE)))
def test_pressure_and_its_rate(world: World) -> None:
    agree(world)


@tries(3)
@given(pressure_worlds(tried(PRESSURE), spikes=("0.03", "0.2")))
def test_pressure_with_spikes(world: World) -> None:
    agree(world)
