"""Which tickets are about one and the same incident."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.budget import tries
from tests.oracle.engine import rows_of
from tests.oracle.small import at, small
from tests.oracle.world import Row
from tests.warehouse.hands import DAY, REPLY, ticket


def incidents(**rows: Any) -> dict[str, tuple[str, int, Any]]:
    world = small({"x": REPLY}, f"{DAY} 18:00", **rows)
    return {
        row["ticket_id"]: (row["incident_key"], row["n_tickets"], row["linked_by"])
        for row in rows_of(world, "audit.incident_of")["audit.incident_of"]
    }


def named(name: str, received: str = "08:00", **more: Any) -> Row:
    return {**ticket(**more), "ticket_id": name, "received_at": at(f"{DAY} {received}")}


def test_a_ticket_alone_is_its_own_incident() -> None:
    assert incidents(tickets=[named("1")]) == {"1": ("1", 1, None)}


def test_complaints_of_one_burst_are_one_incident_named_after_the_first() -> None:
    burst = [named("9", "08:00"), *(named(f"{n}", "09:00", parent_ticket_id="9") for n in range(5))]
    found = incidents(tickets=burst)
    assert list(found.values()) == [("9", 6, ["parent"])] * 6


def test_a_long_chain_and_a_circle_come_to_an_end() -> None:
    chain_of = [named(f"{n:03}", parent_ticket_id=f"{n - 1:03}" if n else None) for n in range(40)]
    assert {one[:2] for one in incidents(tickets=chain_of).values()} == {("000", 40)}
    circle = [named("1", parent_ticket_id="2"), named("2", parent_ticket_id="1"), named("3", parent_ticket_id="3")]  # fmt: skip
    assert {name: one[:2] for name, one in incidents(tickets=circle).items()} == {
        "1": ("1", 2), "2": ("1", 2), "3": ("3", 1)
    }  # fmt: skip


def test_tickets_meet_in_orders_stops_incidents_callbacks_and_a_ticket_nobody_delivered() -> None:
    found = incidents(
        tickets=[
            named("1"), named("2"), named("3"), named("4"), named("5", parent_ticket_id="lost"),
            named("6", parent_ticket_id="lost"), named("7"),
        ],
        repair_orders=[
            {"repair_order_id": "r1", "ticket_id": "1", "rework_order_id": "r2", "opened_at": at(f"{DAY} 09:00")},
            {"repair_order_id": "r2", "ticket_id": "2", "opened_at": at(f"{DAY} 10:00")},
        ],
        outages=[{"outage_id": "o", "type": "sudden", "repair_order_id": "r2", "started_at": at(f"{DAY} 10:00")}],
        callbacks=[{"callback_id": "c", "ticket_id": "3", "reopened_ticket_id": "4", "done_at": at(f"{DAY} 12:00")}],
        incidents=[{"incident_id": "i", "ticket_id": "7", "started_at": at(f"{DAY} 08:00")}],
    )  # fmt: skip
    assert {name: one[:2] for name, one in found.items()} == {
        "1": ("1", 2), "2": ("1", 2), "3": ("3", 2), "4": ("3", 2), "5": ("5", 2), "6": ("5", 2), "7": ("7", 1),
    }  # fmt: skip
    assert found["1"][2] == ["outage", "repair_order"]
    assert found["4"][2] == ["callback"]
    assert found["7"][2] == ["incident"]


NAMES = [str(n) for n in range(9)]
PAIRS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=7)


@tries(8)
@given(st.lists(st.sampled_from([*NAMES, None]), min_size=9, max_size=9), PAIRS, st.integers(0, 8))
def test_an_incident_is_whatever_hangs_together(
    parents: list[str | None], again: list[tuple[str, str]], first: int
) -> None:
    tickets = [
        named(name, "09:00", parent_ticket_id=parent)
        for name, parent in zip(NAMES, parents, strict=True)
    ]
    tickets[first]["received_at"] -= timedelta(minutes=1)
    callbacks = [
        {
            "callback_id": f"c{n}", "ticket_id": one, "reopened_ticket_id": other,
            "done_at": at(f"{DAY} 12:00"),
        }
        for n, (one, other) in enumerate(again)
    ]  # fmt: skip
    groups = {name: {name} for name in NAMES}
    for one, other in [*zip(NAMES, parents, strict=True), *again]:
        together = groups[one] | groups[other or one]
        groups |= dict.fromkeys(together, together)
    order = {row["ticket_id"]: row["received_at"] for row in tickets}
    assert {
        name: (key, n)
        for name, (key, n, _) in incidents(tickets=tickets, callbacks=callbacks).items()
    } == {
        name: (min(group, key=lambda one: (order[one], one)), len(group))
        for name, group in groups.items()
    }
