"""Faults of the engine that the oracle found: a minimal case of each, so that none comes back.

Belongs here: cases about counts, periods, readings and what is not known yet. One that is found and not yet
mended is marked with `disagrees`; passing all of a sudden it fails the run (`strict`).
Does not belong here: deadlines and presence (`test_small_cases`).
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from .agreement import agree
from .clauses import clause, deadline, within
from .clauses_of_rates import PRESSURE
from .clauses_of_records import always, present
from .engine import answers
from .small import (
    BASE,
    LATE,
    at,
    event,
    profile,
    reading,
    small,
    ticket,
)
from .world import Row


def _every(every: str) -> dict[str, Any]:
    counts = {"for_each": "maintenance.asset_id", "at": "maintenance.done_at", "every": every}
    limit = {"op": ">=", "value": "1", "unit": f"/{every}"}
    return {"x": clause("count", "maintenance", always(counts=counts, limit=limit))}


def _upkeep(when: str) -> Row:
    return {"maintenance_id": when, "asset_id": "A1", "done_at": at(when)}


@pytest.mark.parametrize(
    ("every", "when"), [("week", "2026-04-01"), ("quarter", "2026-05-06"), ("year", "2026-05-06")]
)
def test_counted_in_the_period_of_its_first_evidence(every: str, when: str) -> None:
    agree(small(_every(every), f"{when} 12:00", maintenance=[_upkeep(f"{when} 09:00")]))


def test_not_counted_before_it_was_seen() -> None:
    other = {**_upkeep("2026-04-01 09:00"), "asset_id": "A2"}
    rows = [_upkeep("2026-04-03 09:00"), other]
    agree(small(_every("day"), "2026-04-03 12:00", maintenance=rows))


def test_the_first_reading_is_no_spike() -> None:
    rules = profile().readings.model_copy(update={"spike_mpa": Decimal("0.2")})
    given = [reading("r1", "2026-03-02 08:00", "0.60"), reading("r2", "2026-03-02 09:00", "0.30")]
    points = [{"point_id": "P1", "point_type": "trunk"}]
    agree(
        small(
            {"base": BASE}, LATE, under=profile(readings=rules),
            pressure_points=points, pressure_readings=given,
        )
    )  # fmt: skip


def test_no_working_days_ahead_of_a_day_off() -> None:
    limit = {"op": ">=", "value": "0", "unit": "days"}
    one = deadline("tickets", "registered", "replied", limit, "working_day")
    given = event("replied", "2026-03-07 10:00")  # a Saturday
    agree(
        small(
            {"x": one}, LATE, tickets=[ticket(registered_at=at("2026-03-09 08:00"))], ticket_events=[given],
        )
    )  # fmt: skip


def test_an_earliest_moment_that_is_not_set() -> None:
    earliest = {"op": "<=", "param": "nobody_set_this", "unit": "min"}
    version = always(trigger="arrived", end="replied", calendar="wall_clock", earliest=earliest)
    one = clause("deadline", "tickets", version)
    given = [event("arrived", "2026-03-02 09:00"), event("replied", "2026-03-02 09:01")]
    agree(small({"x": one}, LATE, tickets=[ticket()], ticket_events=given))


def test_nothing_is_due_for_a_class_without_a_limit() -> None:
    limits = {"by": "tickets.severity", "limits": {"small": within("0", "days")}}
    one = deadline("tickets", "contact_received", "replied", limits, "same_day")
    agree(small({"x": one}, LATE, tickets=[ticket()]))


def test_a_gate_with_a_new_end_judges_a_record_once() -> None:
    gate = {"trigger": "classified", "gate": True}
    one = clause(
        "sequence", "tickets",
        {"from": None, "end": "arrived", **gate},
        {"from": date(2026, 3, 3), "end": "replied", **gate},
    )  # fmt: skip
    given = [event("arrived", "2026-03-02 09:00"), event("replied", "2026-03-04 09:00")]
    agree(small({"x": one}, LATE, tickets=[ticket()], ticket_events=given))


def test_a_breach_without_a_moment_starts_no_clock() -> None:
    gate = clause("sequence", "tickets", always(trigger="classified", end="arrived", gate=True))
    start = {"all": ["breach:tried.tickets.gate", "contact_received"]}
    one = deadline("tickets", start, "replied", within("1", "h"), "wall_clock")
    given = [event("arrived", "2026-03-02 09:00")]
    agree(small({"gate": gate, "x": one}, LATE, tickets=[ticket()], ticket_events=given))


def test_what_is_planned_is_not_missing_yet() -> None:
    one = clause("presence", "patrols", always(requires=[present("patrols.done_at")]))
    row = {"patrol_id": "p", "planned_on": date(2026, 4, 5)}
    found = answers(small({"x": one}, LATE, patrols=[row])).verdicts
    assert [one.verdict for ones in found.values() for one in ones] in ([], ["pending"])


def test_a_month_keeps_the_target_of_its_day() -> None:
    share = {"rate": {"clause": "tried.pressure_readings.own"}}
    rate = clause(
        "rate_threshold", "pressure_readings",
        {"from": None, "limit": {"op": ">=", "value": "50", "unit": "%"}, **share},
        {"from": date(2026, 3, 1), "limit": {"op": ">=", "value": "90", "unit": "%"}, **share},
    )  # fmt: skip
    point = {
        "point_id": "P1", "point_type": "trunk", "interval_min": 720, "limit_mpa": Decimal("0.27"),
        "active_from": date(2026, 2, 1), "active_until": date(2026, 2, 2),
    }  # fmt: skip
    given = [reading("r1", "2026-02-01 08:00", "0.30"), reading("r2", "2026-02-01 20:00", "0.20")]
    world = small(
        {"own": PRESSURE["own"], "rate": rate}, "2026-03-02 12:00",
        pressure_points=[point], pressure_readings=given,
    )  # fmt: skip
    agree(world)


def test_a_reading_counts_once_whatever_versions_a_rate_has() -> None:
    limit = {"op": ">=", "value": "50", "unit": "%"}
    share = {
        "rate": {"clause": "tried.pressure_readings.own", "definition": "pressure_rate"},
        "limit": limit,
    }
    rate = clause(
        "rate_threshold", "pressure_readings", {"from": None, **share}, {"from": date(2026, 3, 1), **share}
    )  # fmt: skip
    point = {"point_id": "P1", "point_type": "trunk", "limit_mpa": Decimal("0.27")}
    given = [reading("r1", "2026-03-02 08:00", "0.30"), reading("r2", "2026-03-02 20:00", "0.20")]
    world = small(
        {"own": PRESSURE["own"], "rate": rate}, "2026-03-31 12:00",
        pressure_points=[point], pressure_readings=given,
    )  # fmt: skip
    found = answers(world).named
    # Of one day with a single reading in breach, none of two in a row: the day passes.
    assert found["pressure-consecutive", date(2026, 3, 1)][:2] == (1, 1)
    assert found["pressure-pooled", date(2026, 3, 1)][:2] == (1, 2)


def test_what_a_later_reading_showed() -> None:
    limit = {"op": ">=", "value": "0", "unit": "m3"}
    one = clause(
        "value_limit", "meter_readings", always(measure="meter_readings.consumption", limit=limit)
    )
    row = {
        "reading_id": "r", "meter_id": "m", "period": "2026-03", "consumption": Decimal(-1),
        "scheduled_on": date(2026, 3, 10), "read_at": at("2026-03-20 12:00") + timedelta(days=5),
    }  # fmt: skip
    agree(small({"x": one}, "2026-03-20 12:00", meter_readings=[row]))


def test_nothing_is_due_where_a_number_is_not_set() -> None:
    unset = {"op": "<=", "param": "nobody_set_this", "unit": "days"}
    one = deadline("tickets", "contact_received", "replied", unset, "working_day")
    agree(small({"x": one}, "2027-02-01 12:00", tickets=[ticket("2027-01-05 10:00")]))
