"""As many random audits as asked for: how many observations and rates did engine and oracle agree on?

Belongs here: the one run that counts. `PLUMBLINE_AUDITS=1000` asks for a thousand (`-s` shows the count).
Does not belong here: what the worlds are made of (`draw*`).
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.budget import audits

from .agreement import differences
from .clauses import tried
from .clauses_of_rates import PRESSURE, RATES
from .clauses_of_records import COUNTS, DEADLINES, STATES, VALUES
from .draw_periods import period_worlds
from .draw_pressure import pressure_worlds
from .draw_records import record_worlds
from .draw_rules import rules
from .draw_rules_of_periods import period_rules
from .draw_tickets import ticket_worlds
from .engine import answers
from .world import World

RECORDS = ("applications", "installations", "meters", "meter_readings", "outages", "charges")

OF_TICKETS = ticket_worlds(rules, n_tickets=12)
OF_PERIODS = period_worlds(period_rules)
OF_RECORDS = record_worlds(tried(DEADLINES, STATES, VALUES, RATES, COUNTS), RECORDS, n_each=6)
OF_PRESSURE = pressure_worlds(tried(PRESSURE))
WORLDS: st.SearchStrategy[World] = st.one_of(
    OF_TICKETS,
    OF_TICKETS,
    OF_PERIODS,
    OF_PERIODS,
    OF_RECORDS,
    OF_PRESSURE,
)


@dataclass
class Tally:
    """What was compared, and where the two sides differ."""

    n: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)

    def add(self, world: World) -> None:
        """Run one audit through both sides."""
        engine = answers(world)
        self.found += differences(world, engine)
        self.n["audits"] += 1
        self.n["clauses"] += len(world.clauses)
        self.n["observations"] += sum(len(ones) for ones in engine.verdicts.values())
        self.n["rates"] += sum(len(ones) for ones in engine.shares.values())

    def __str__(self) -> str:
        counted = ", ".join(f"{n:,} {name}" for name, n in self.n.items())
        return f"{counted}: {len(self.found)} differences"


def test_a_thousand_audits(capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally()

    @audits()
    @given(WORLDS)
    def run(world: World) -> None:
        tally.add(world)

    run()
    with capsys.disabled():
        sys.stdout.write(f"\n{tally}\n")
    heads = [one.partition("\n")[0] for one in tally.found]
    assert not heads, "\n".join([str(tally), *heads, *tally.found[:3]])
