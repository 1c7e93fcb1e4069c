"""What happened after the instant of an audit is not known to it: one small case for each way it leaks in.

Belongs here: cases in which a moment, a state or a value from after the audit must change nothing, so that
an old month audited anew says what it said then.
Does not belong here: other small cases (`test_small_cases`), random worlds (`test_invariants`).
"""

from __future__ import annotations

from datetime import date

from .agreement import agree
from .clauses import deadline, within
from .small import (
    AGREED,
    BASE,
    POINTS,
    application,
    at,
    installation,
    profile,
    reading,
    small,
)


def test_finished_after_the_audit() -> None:
    one = deadline(**AGREED, within=within("0", "days"), calendar="calendar_day")
    late = installation(finished_at=at("2026-03-25 09:00"))
    agree(small({"x": one}, "2026-03-20 12:00", installations=[late]))


def test_read_after_the_audit() -> None:
    one = deadline(
        "meter_readings", "meter_readings.scheduled_on", "meter_readings.read_at",
        within("0", "days"), "calendar_day",
    )  # fmt: skip
    late = {"scheduled_on": date(2026, 3, 10), "read_at": at("2026-03-25 09:00")}
    row = {"reading_id": "r", "meter_id": "m", "period": "2026-03", **late}
    agree(small({"x": one}, "2026-03-20 12:00", meter_readings=[row]))


def test_a_contract_signed_after_the_audit() -> None:
    one = deadline(**AGREED, within=within("0", "days"), calendar="calendar_day")
    asked = application(contract_signed_at=at("2026-03-25 09:00"))
    world = small(
        {"x": one}, "2026-03-20 12:00", applications=[asked], installations=[installation(application_id="a")],
    )  # fmt: skip
    agree(world)


def test_patrolled_after_the_audit() -> None:
    one = deadline(
        "patrols", "patrols.planned_on", "patrols.done_at", within("0", "days"), "calendar_day"
    )
    late = {"patrol_id": "p", "planned_on": date(2026, 3, 10), "done_at": at("2026-03-25 09:00")}
    agree(small({"x": one}, "2026-03-20 12:00", patrols=[late]))


def test_a_repair_begun_after_the_audit() -> None:
    one = deadline(
        "repair_orders", "repair_orders.opened_at", "repair_orders.started_at", within("1", "h"), "wall_clock"
    )  # fmt: skip
    late = {"opened_at": at("2026-03-10 09:00"), "started_at": at("2026-03-25 09:00")}
    row = {"repair_order_id": "r", **late}
    agree(small({"x": one}, "2026-03-20 12:00", repair_orders=[row]))


def test_stuck_only_after_the_audit() -> None:
    rules = profile().readings.model_copy(update={"flatline_readings": 2})
    given = [reading("r1", "2026-03-02 08:00", "0.30"), reading("r2", "2026-03-02 09:00", "0.30")]
    world = small(
        {"base": BASE}, "2026-03-02 08:30", under=profile(readings=rules), pressure_points=POINTS, pressure_readings=given,
    )  # fmt: skip
    agree(world)
