"""Small cases in which the engine once went wrong, or still differs from the definitions.

Belongs here: one minimal case each, found by the random worlds. A case still marked with `disagrees` is
expected to fail; when it passes all of a sudden the run fails (`strict`), and the mark must go.
Does not belong here: the random worlds themselves.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from pydantic import ValidationError

from rulebook.agreement import check
from rulebook.clause import Clause
from rulebook.errors import DefinitionError
from tests.running import shipped

from .agreement import agree
from .clauses import REGULATION, ahead, clause, deadline, tried, within
from .clauses_of_records import always, condition
from .engine import answers
from .small import (
    AGREED,
    BASE,
    LATE,
    application,
    at,
    event,
    installation,
    outage,
    reading,
    small,
    ticket,
)


@pytest.mark.parametrize("flag", [None, True])
def test_the_event_accepted(flag: bool | None) -> None:
    one = deadline("tickets", "contact_received", "accepted", within("1", "h"), "wall_clock")
    given = event("accepted", "2026-03-02 08:30")
    agree(small({"x": one}, LATE, tickets=[ticket(accepted=flag)], ticket_events=[given]))


@pytest.mark.parametrize("finished", [None, at("2026-03-05 09:00")])
def test_a_plan_ahead_with_limits_by_class(finished: Any) -> None:
    limits = {"by": "installations.kind", "limits": {"meter_well": within("0", "days")}}
    one = deadline(**AGREED, within=limits, calendar="calendar_day", early="compliant")
    agree(small({"x": one}, "2026-03-06 12:00", installations=[installation(finished_at=finished)]))


def test_notice_ahead_with_limits_by_class() -> None:
    limits = {"by": "outages.type", "limits": {"planned": ahead("24", "h")}}
    one = deadline("outages", "outages.notice_at", "outages.started_at", limits, "wall_clock")
    agree(small({"x": one}, LATE, outages=[outage(notice_at=at("2026-03-09 12:00"))]))


@pytest.mark.parametrize("calendar", ["calendar_day", "working_day"])
def test_notice_days_ahead(calendar: str) -> None:
    one = deadline(
        "outages", "outages.notice_at", "outages.started_at", ahead("2", "days"), calendar
    )
    late = outage(notice_at=at("2026-03-09 12:00"))
    agree(small({"x": one}, LATE, outages=[late], applications=[application()]))


def test_an_anchor_older_than_every_contact() -> None:
    one = deadline(**AGREED, within=within("2", "days"), calendar="working_day")
    agree(small({"x": one}, LATE, installations=[installation(due_on=date(2026, 1, 10))]))


def test_done_long_before_it_is_due() -> None:
    one = deadline("tickets", "contact_received", "replied", within("300", "days"), "working_day")
    given = event("replied", "2026-03-03 08:00")
    agree(small({"x": one}, LATE, tickets=[ticket()], ticket_events=[given]))


WORKING = {
    "x": deadline("tickets", "contact_received", "replied", within("1", "days"), "working_day")
}


def test_the_office_closes_early_on_one_day() -> None:
    early = {"day": date(2026, 3, 2), "is_working_day": True, "office_close": time(12)}
    agree(small(WORKING, LATE, tickets=[ticket("2026-03-02 15:00")], calendar=[early]))


def test_provisional_through_days_nobody_announced() -> None:
    own = [
        {"day": date(2027, 1, 1), "is_working_day": False},
        {"day": date(2027, 1, 4), "is_working_day": True},
    ]
    world = small(WORKING, "2027-02-01 12:00", tickets=[ticket("2026-12-31 15:00")], calendar=own)
    agree(world)


def test_due_on_a_day_nobody_announced() -> None:
    at_once = {
        "x": deadline("tickets", "contact_received", "replied", within("0", "days"), "working_day")
    }
    agree(small(at_once, "2027-02-01 12:00", tickets=[ticket("2027-01-05 10:00")]))


def test_notice_due_on_a_day_nobody_announced() -> None:
    one = deadline(
        "outages", "outages.notice_at", "outages.started_at", ahead("2", "days"), "working_day"
    )
    agree(
        small({"x": one}, "2027-02-01 12:00", outages=[outage(started_at=at("2027-01-12 08:00"))])
    )


def test_nothing_due_is_nothing_provisional() -> None:
    by_class = {"by": "tickets.complexity", "limits": {"normal": within("1", "days")}}
    one = deadline("tickets", "contact_received", "replied", by_class, "working_day")
    agree(small({"x": one}, "2027-02-01 12:00", tickets=[ticket("2027-01-05 10:00")]))


def test_a_deadline_delivered_with_the_record_is_refused() -> None:
    limit = {"op": "<=", "fact": "tickets.satisfaction", "unit": "h"}
    with pytest.raises(ValidationError, match="cannot come with the record"):
        deadline("tickets", "contact_received", "replied", limit, "wall_clock")


def test_a_new_trigger_judges_a_record_once() -> None:
    rule = {"end": "replied", "limit": within("1", "h"), "calendar": "wall_clock"}
    one = clause(
        "deadline", "tickets",
        {"from": None, "trigger": "contact_received", **rule},
        {"from": date(2026, 3, 3), "trigger": "arrived", **rule},
    )  # fmt: skip
    world = small(
        {"x": one}, LATE, tickets=[ticket()], ticket_events=[event("arrived", "2026-03-04 08:30")]
    )
    found = answers(world).verdicts[f"{REGULATION}.tickets.x", "t"]
    assert len(found) == 1


def test_a_state_of_an_undated_record() -> None:
    required = [condition("meters.verification_ok", "true")]
    one = clause("presence", "meters", always(requires=required, once="period_end"))
    agree(small({"x": one}, LATE, meters=[{"meter_id": "m", "verification_ok": False}]))


def test_two_counts_of_the_same_meters() -> None:
    counts = {
        column: clause(
            "count", "meter_readings",
            always(
                counts={"for_each": "meter_readings.meter_id", "at": f"meter_readings.{column}"},
                limit=ahead("1", "/month"),
            ),
        )
        for column in ("period", "read_at")
    }  # fmt: skip
    reading = {
        "reading_id": "r", "meter_id": "m", "period": "2026-03", "read_at": at("2026-03-05 10:00")
    }  # fmt: skip
    agree(small(counts, "2026-04-01 06:00", meters=[{"meter_id": "m"}], meter_readings=[reading]))


def rate(**more: Any) -> dict[str, Clause]:
    share = {"rate": {"clause": f"{REGULATION}.pressure_readings.base"}, "limit": ahead("97", "%")}
    return {
        "base": BASE,
        "rate": clause("rate_threshold", "pressure_readings", always(**share, **more)),
    }


def test_a_rate_of_some_of_the_judged_records_is_refused() -> None:
    of_trunks = rate(population=[condition("pressure_points.point_type", "trunk")])
    clauses = {**shipped().clauses, **tried(of_trunks)}
    with pytest.raises(DefinitionError, match="population: differs from that of"):
        check(replace(shipped(), clauses=clauses))


def test_a_share_that_must_stay_low() -> None:
    shares = {
        "passes": [condition("applications.one_time_notice", "true")],
        "fails": [condition("applications.one_time_notice", "false")],
    }
    one = clause("rate_threshold", "applications", always(rate=shares, limit=within("10", "%")))
    agree(small({"x": one}, LATE, applications=[application(one_time_notice=True)]))


def test_an_excused_record_is_in_no_denominator() -> None:
    shares = {
        "passes": [condition("tickets.signed_by_customer", "true")],
        "fails": [condition("tickets.signed_by_customer", "false")],
    }
    one = clause(
        "rate_threshold",
        "tickets",
        always(rate=shares, limit=ahead("90", "%"), excuses=["traffic"]),
    )
    excused = ticket(signed_by_customer=False, excuse_code="traffic", excuse_evidence="TP-1")
    agree(small({"x": one}, LATE, tickets=[excused]))


def test_a_month_of_silence() -> None:
    point = {"point_id": "P1", "point_type": "trunk", "interval_min": 1440}
    given = [reading(f"r{n}", f"2026-03-{n:02} 08:00", f"0.3{n:02}") for n in range(1, 32)]
    world = small(rate(), "2026-05-01 00:00", pressure_points=[point], pressure_readings=given)
    lines = answers(world).shares
    april = lines.get((f"{REGULATION}.pressure_readings.rate", date(2026, 4, 1), None), [])
    assert [(one.verdict, one.n_expected) for one in april] == [("not_assessed", 30)]
