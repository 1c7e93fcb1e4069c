"""Boundaries that random evidence seldom hits exactly: the last day or instant that still counts, and the next.

Belongs here: small worlds around one boundary each, in which both sides of it stand and are judged apart.
Does not belong here: faults (`test_faults`, `test_small_cases`), random worlds.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from .agreement import agree
from .clauses import clause, deadline
from .clauses_of_records import always
from .judge import verdicts
from .small import at, event, small
from .world import Row, World

AUDIT = "2026-06-01 12:00"


def _agree_on(world: World, **expected: int) -> None:
    """Both sides agree, and so often on each verdict."""
    agree(world)
    assert Counter(one.verdict for one in verdicts(world).values()) == expected


def test_a_gate_opened_at_the_very_instant() -> None:
    gate = clause("sequence", "tickets", always(trigger="classified", end="arrived", gate=True))
    moments = {"a": "09:59:59", "b": "10:00:00", "c": "10:00:01"}
    tickets: list[Row] = [
        {"ticket_id": name, "ticket_type": "complaint", "received_at": at("2026-03-02 08:00")}
        for name in moments
    ]
    events: list[Row] = []
    for name, clock in moments.items():
        opened = {**event("classified", f"2026-03-02 {clock}"), "event_id": f"{name}1"}
        passed = {**event("arrived", "2026-03-02 10:00:00"), "event_id": f"{name}2"}
        events += [{**opened, "ticket_id": name}, {**passed, "ticket_id": name}]
    _agree_on(
        small({"x": gate}, AUDIT, tickets=tickets, ticket_events=events), compliant=2, breach=1
    )


def test_a_notice_of_exactly_so_many_days() -> None:
    limit = {"op": "<=", "value": "30", "unit": "days"}
    duty = {"every": "month", "at": "publications.published_at"}
    one = clause("reporting_duty", "publications", always(duty=duty, limit=limit))
    # April ends on the 30th: the 31st of March is 30 days before it. May ends on the 31st: the 30th of April
    # is 31 days before it.
    rows: list[Row] = [
        {"publication_id": when, "type": "fees", "published_at": at(f"{when} 09:00")}
        for when in ("2026-03-31", "2026-04-30")
    ]
    ticket: Row = {
        "ticket_id": "t", "ticket_type": "complaint", "received_at": at("2026-04-02 08:00")
    }  # fmt: skip
    world = small({"x": one}, AUDIT, publications=rows[:1], tickets=[ticket])
    _agree_on(world, compliant=1, breach=1, pending=1)
    agree(small({"x": one}, AUDIT, publications=rows, tickets=[ticket]))


def test_a_report_in_the_last_instant_of_its_day() -> None:
    limit = {"op": "<=", "value": "30", "unit": "day_of_month"}
    duty = {"every": "month", "at": "reports.submitted_at", "of": "reports.period"}
    one = clause("reporting_duty", "reports", always(duty=duty, limit=limit))
    # The report about January is due on the last day of February, which has no 30th.
    submitted = {
        "2026-01": "2026-02-28 23:59:59.999999", "2026-02": "2026-03-30 23:59:59.999999",
        "2026-03": "2026-05-01 00:00:00", "2026-04": "2026-05-31 00:00:00",
    }  # fmt: skip
    rows: list[Row] = [
        {"report_id": month, "type": "monthly_cases", "period": month, "submitted_at": at(when)}
        for month, when in submitted.items()
    ]
    ticket: Row = {
        "ticket_id": "t", "ticket_type": "complaint", "received_at": at("2026-01-31 23:59:59")
    }  # fmt: skip
    world = small({"x": one}, AUDIT, reports=rows, tickets=[ticket])
    _agree_on(world, compliant=2, breach=2, pending=2)


def test_a_meter_removed_when_its_month_ends() -> None:
    counts = {"for_each": "meter_readings.meter_id", "at": "meter_readings.period"}
    limit = {"op": ">=", "value": "1", "unit": "/month"}
    one = clause("count", "meter_readings", always(counts=counts, limit=limit))
    days = {
        "m1": (None, date(2026, 4, 30)),
        "m2": (None, date(2026, 5, 1)),
        "m3": (date(2026, 4, 1), None),
    }
    meters: list[Row] = [
        {"meter_id": name, "installed_on": first, "removed_on": until}
        for name, (first, until) in days.items()
    ]
    meters.append({"meter_id": "m4", "installed_on": date(2026, 4, 2)})
    read: Row = {
        "reading_id": "r", "meter_id": "m2", "period": "2026-04", "read_at": at("2026-04-30 09:00")
    }  # fmt: skip
    world = small({"x": one}, "2026-05-31 12:00", meters=meters, meter_readings=[read])
    # April: m2 was read, m3 was not; May, still open: m3 and m4.
    _agree_on(world, compliant=1, breach=1, pending=2)


def test_overnight_to_the_hour() -> None:
    limit = {"op": "<=", "value": "9", "unit": "next_day_h"}
    one = deadline("tickets", "contact_received", "replied", limit, "overnight")
    replies = {
        "a": "2026-03-03 09:00:00",
        "b": "2026-03-03 09:00:00.000001",
        "c": "2026-03-04 08:00",
    }
    received = {"a": "2026-03-02 00:00", "b": "2026-03-02 23:59", "c": "2026-03-03 00:00"}
    tickets: list[Row] = [
        {"ticket_id": name, "ticket_type": "complaint", "received_at": at(when)}
        for name, when in received.items()
    ]
    events = [
        {**event("replied", when), "ticket_id": name, "event_id": name}
        for name, when in replies.items()
    ]
    _agree_on(
        small({"x": one}, AUDIT, tickets=tickets, ticket_events=events), compliant=2, breach=1
    )


def test_as_they_stand_at_the_audit() -> None:
    counts = {"where": [{"fact": "publications.type", "one_of": ["fees"]}]}
    one = clause(
        "count", "publications",
        always(counts=counts, limit={"op": ">=", "value": Decimal(1), "unit": "/month"}),
    )  # fmt: skip
    late: Row = {
        "publication_id": "p",
        "type": "fees",
        "published_at": at("2026-06-01 12:00:00.000001"),
    }
    other: Row = {"publication_id": "q", "type": "commitments", "published_at": at(AUDIT)}
    _agree_on(small({"x": one}, AUDIT, publications=[late, other]), breach=1)
