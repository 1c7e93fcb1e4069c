"""What must hold of the engine whatever the evidence: truths that need no second implementation.

Belongs here: how two audits of nearly the same world have to relate.
Does not belong here: what any verdict should be.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.budget import tries

from .clauses import DAY_CLOCKS, WALL_CLOCK, tried
from .clauses_of_records import DEADLINES, STATES
from .draw_records import record_worlds
from .draw_tickets import EVENTS, ticket_worlds
from .engine import answers
from .known import as_known
from .records import all_hold
from .tables import records
from .verdict import Judgement
from .world import Row, World

DEADLINES_OF_TICKETS = tried(WALL_CLOCK, DAY_CLOCKS)
LONG_AGO = datetime(2025, 7, 1, tzinfo=UTC)
Verdicts = dict[tuple[str, str], Judgement]

SPANS = st.sampled_from([timedelta(microseconds=1), timedelta(hours=1), timedelta(days=3)])

ACTS = ("replied", "repair_done", "customer_contacted")
"""Events that are put off."""

OF_ACTS = ("set", "days", "working", "by-size", "working-by-complexity", "notice")
"""Clauses that one of them stops, and none of them starts."""


def verdicts(world: World) -> Verdicts:
    """The engine's verdicts, of which there must be one for each clause and record."""
    found = answers(world).verdicts
    assert {len(ones) for ones in found.values()} <= {1}
    return {key: ones[0] for key, ones in found.items()}


def with_rows(world: World, **more: list[Row]) -> World:
    """The world with more rows."""
    both = {table: [*world.table(table), *rows] for table, rows in more.items()}
    return replace(world, rows={**world.rows, **both})


@tries(2)
@given(record_worlds(tried(DEADLINES, STATES), ("applications", "outages", "charges", "tickets")))
def test_every_record_of_the_population_has_one_verdict(world: World) -> None:
    judged = verdicts(world)
    for clause_id, one in world.clauses.items():
        if one.kind != "sequence":
            version = one.versions[0]
            known = [
                each
                for each in records(as_known(world), one.subject)
                if all_hold(each, version.population)
            ]
            found = {record for of, record in judged if of == clause_id}
            assert found == {each.record_id for each in known}


@tries(2)
@given(ticket_worlds(DEADLINES_OF_TICKETS, n_tickets=16))
def test_an_unrelated_record_changes_no_verdict(world: World) -> None:
    stranger = {"ticket_id": "stranger", "ticket_type": "leak_report", "received_at": LONG_AGO}
    arrival = {
        "event_id": "e", "ticket_id": "stranger", "event_type": "arrived", "event_at": LONG_AGO
    }  # fmt: skip
    more = with_rows(
        world,
        tickets=[stranger],
        ticket_events=[arrival],
        meters=[{"meter_id": "m"}],
        outages=[{"outage_id": "o", "type": "sudden", "started_at": LONG_AGO}],
    )
    after = {key: one for key, one in verdicts(more).items() if key[1] != "stranger"}
    assert after == verdicts(world)


@tries(2)
@given(ticket_worlds(DEADLINES_OF_TICKETS, n_tickets=16))
def test_what_happens_after_the_audit_changes_nothing(world: World) -> None:
    later = world.as_of + timedelta(microseconds=1)
    names = [row["ticket_id"] for row in world.table("tickets")]
    events = [
        {"event_id": f"{name}-{event}", "ticket_id": name, "event_type": event, "event_at": later}
        for name in names
        for event in EVENTS
    ]
    callbacks = [
        {"callback_id": f"later-{name}", "ticket_id": name, "done_at": later} for name in names
    ]
    more = with_rows(world, ticket_events=events, callbacks=callbacks)
    assert verdicts(more) == verdicts(world)


@tries(2)
@given(ticket_worlds(DEADLINES_OF_TICKETS, n_tickets=16), SPANS)
def test_a_later_act_never_mends_a_breach(world: World, span: timedelta) -> None:
    events = [
        {**row, "event_at": row["event_at"] + span} if row["event_type"] in ACTS else row
        for row in world.table("ticket_events")
    ]
    after = verdicts(replace(world, rows={**world.rows, "ticket_events": events}))
    for (clause_id, record), one in verdicts(world).items():
        if clause_id.split(".")[-1] in OF_ACTS and one.verdict == "breach":
            assert after[clause_id, record].verdict == "breach"


@tries(2)
@given(ticket_worlds(DEADLINES_OF_TICKETS, n_tickets=16), SPANS)
def test_time_decides_only_what_was_pending(world: World, span: timedelta) -> None:
    after = verdicts(replace(world, as_of=world.as_of + span))
    for key, one in verdicts(world).items():
        if one.verdict in ("compliant", "breach", "excused", "not_applicable"):
            assert after[key].verdict == one.verdict
            assert (after[key].due_at, after[key].department) == (one.due_at, one.department)
