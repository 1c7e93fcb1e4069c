"""In whose hands a ticket was, whose its lateness is, and which tickets are one incident: small known cases.

Random chains are in `tests/oracle/test_holders.py`, where a second implementation has to agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from rulebook.clause import Clause
from rulebook.profile import Allowance, Switches
from tests.oracle.clauses import deadline, within
from tests.oracle.engine import rows_of
from tests.oracle.small import ZONE, at, profile, small
from tests.oracle.world import Row

DAY = "2026-03-02"
REPLY = deadline("tickets", "contact_received", "replied", within("4", "h"), "wall_clock")
ROLES = {"D-A": "service_center", "D-B": "network", "D-C": "production"}
DEPARTMENTS: list[Row] = [
    {"dept_id": name, "name": name, "role": role, "head_id": f"head of {name}"}
    for name, role in ROLES.items()
]
PEOPLE: list[Row] = [{"staff_id": name[-1].lower(), "dept_id": name} for name in ROLES]


def step(text: str, kind: str, **more: Any) -> Row:
    moment = f"{DAY} {text}"
    return {
        "event_id": f"{kind} {text}", "ticket_id": "t", "event_type": kind, "event_at": at(moment), **more
    }  # fmt: skip


def ticket(**more: Any) -> Row:
    received = at(f"{DAY} 08:00")
    return {"ticket_id": "t", "ticket_type": "complaint", "received_at": received, "dept_id": "D-B", **more}  # fmt: skip


def judged(
    *events: Row,
    as_of: str = f"{DAY} 18:00",
    lateness: str = "routed_owner",
    allowances: Mapping[str, Allowance] | None = None,
    clause: Clause = REPLY,
    **of_ticket: Any,
) -> dict[str, list[Row]]:
    under = profile(
        switches=Switches.model_validate({"lateness": lateness}), allowances=dict(allowances or {})
    )
    world = small(
        {"x": clause}, as_of, under=under,
        tickets=[ticket(**of_ticket)], ticket_events=list(events),
        departments=DEPARTMENTS, staff=PEOPLE,
    )  # fmt: skip
    return rows_of(
        world, "audit.holding", "audit.holder_time", "audit.attribution", "audit.verdict"
    )


def chain(found: Mapping[str, list[Row]]) -> list[str]:
    """The stretches as text: `from-until department person`, a pause in brackets."""
    told = []
    for row in sorted(found["audit.holding"], key=lambda one: one["holding_no"]):
        who = " ".join(str(row[name] or "-") for name in ("department_id", "staff_id"))
        said = f"{clock(row['from_at'])}-{clock(row['until_at'])} {who}"
        told.append(f"({said})" if row["state"] == "paused" else said)
    return told


def clock(moment: datetime) -> str:
    return moment.astimezone(ZONE).strftime("%H:%M")


@dataclass(frozen=True)
class Life:
    """The events of one ticket, and the chain of holders they make."""

    events: list[Row]
    chain: list[str]
    more: Mapping[str, Any]


def life(*events: Row, told: list[str], **more: Any) -> Life:
    return Life(list(events), told, more)


LIVES = {
    "no events": life(told=["08:00-18:00 D-B b"], handler_id="b"),
    "no department at all": life(told=["08:00-18:00 - -"], dept_id=None),
    "closed": life(told=["08:00-12:00 D-B -"], closed_at=at(f"{DAY} 12:00")),
    "closed at once": life(told=["08:00-08:00 D-B -"], closed_at=at(f"{DAY} 08:00")),
    "assigned by name": life(
        step("08:10", "assigned", dept_id="D-A", to_dept_id="D-B"),
        told=["08:00-08:10 D-A -", "08:10-18:00 D-B -"],
    ),
    "assigned without a name goes to who handles it": life(
        step("08:10", "assigned", dept_id="D-A"),
        told=["08:00-08:10 D-A a", "08:10-18:00 D-B b"],
        first_responder_id="a", handler_id="b",
    ),
    "assigned without a name, then passed on": life(
        step("08:10", "assigned", dept_id="D-A"),
        step("09:00", "transferred", dept_id="D-C", to_dept_id="D-B"),
        told=["08:00-08:10 D-A -", "08:10-09:00 D-C -", "09:00-18:00 D-B -"],
    ),
    "to and fro": life(
        step("09:00", "transferred", dept_id="D-B", to_dept_id="D-C"),
        step("10:00", "transferred", dept_id="D-C", to_dept_id="D-B"),
        step("11:00", "transferred", dept_id="D-B", to_dept_id="D-C"),
        told=["08:00-09:00 D-B -", "09:00-10:00 D-C -", "10:00-11:00 D-B -", "11:00-18:00 D-C -"],
    ),
    "never accepted: it passes when it is transferred": life(
        step("09:00", "transferred", dept_id="D-A", to_dept_id="D-C"),
        told=["08:00-09:00 D-A -", "09:00-18:00 D-C -"],
    ),
    "a transfer that names nobody passes when somebody receives it": life(
        step("09:00", "transferred", dept_id="D-A"),
        step("10:00", "transfer_received", dept_id="D-C", actor_id="c"),
        told=["08:00-10:00 D-A -", "10:00-18:00 D-C c"],
    ),
    "a transfer that names nobody and nobody receives": life(
        step("09:00", "transferred", dept_id="D-A"), told=["08:00-18:00 D-A -"]
    ),
    "sent on its form": life(
        step("08:20", "form_sent", dept_id="D-A", to_dept_id="D-C"),
        step("08:30", "receipt_confirmed", dept_id="D-A", actor_id="a"),
        step("08:40", "receipt_confirmed", dept_id="D-C", actor_id="c"),
        told=["08:00-08:20 D-A -", "08:20-08:40 D-C -", "08:40-18:00 D-C c"],
    ),
    "a form without a receiver passes nothing": life(
        step("08:20", "form_sent", dept_id="D-A"), told=["08:00-18:00 D-B -"]
    ),
    "registered elsewhere": life(
        step("08:20", "assigned", to_dept_id="D-B"),
        told=["08:00-08:20 D-C c", "08:20-18:00 D-B -"],
        registrar_id="c",
    ),
    "a pause with consent": life(
        step("09:00", "suspension_approved"), step("10:00", "suspended"), step("12:00", "resumed"),
        told=["08:00-10:00 D-B -", "(10:00-12:00 D-B -)", "12:00-18:00 D-B -"],
    ),
    "consent after the fact pauses from then on": life(
        step("10:00", "suspended"), step("11:00", "suspension_approved"), step("12:00", "resumed"),
        told=["08:00-11:00 D-B -", "(11:00-12:00 D-B -)", "12:00-18:00 D-B -"],
    ),
    "a pause without consent is none": life(
        step("10:00", "suspended"), step("12:00", "resumed"), told=["08:00-18:00 D-B -"]
    ),
    "a pause on paper": life(
        step("10:00", "suspended", ref_no="F-7"),
        told=["08:00-10:00 D-B -", "(10:00-18:00 D-B -)"],
    ),
    "consent does not outlive the pause it was given for": life(
        step("09:00", "suspension_approved"), step("10:00", "suspended"), step("11:00", "resumed"),
        step("12:00", "suspended"),
        told=["08:00-10:00 D-B -", "(10:00-11:00 D-B -)", "11:00-18:00 D-B -"],
    ),
    "passed on while paused": life(
        step("10:00", "suspended", ref_no="F-7"),
        step("11:00", "transferred", dept_id="D-B", to_dept_id="D-C"),
        told=["08:00-10:00 D-B -", "(10:00-11:00 D-B -)", "(11:00-18:00 D-C -)"],
    ),
    "passed on and back in one instant": life(
        step("10:00", "assigned", dept_id="D-B", to_dept_id="D-C"),
        step("10:00", "transferred", dept_id="D-C", to_dept_id="D-B"),
        told=["08:00-18:00 D-B -"],
    ),
    "before the receipt and after the closing": life(
        step("07:00", "transferred", dept_id="D-A", to_dept_id="D-C"),
        step("12:30", "transferred", dept_id="D-C", to_dept_id="D-A"),
        told=["08:00-12:00 D-C -"],
        closed_at=at(f"{DAY} 12:00"),
    ),
    "what lies after the audit has not happened": life(
        step("09:00", "transferred", dept_id="D-B", to_dept_id="D-C"),
        step("18:30", "transferred", dept_id="D-C", to_dept_id="D-A"),
        told=["08:00-09:00 D-B -", "09:00-18:00 D-C -"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LIVES)
def test_the_chain_of_holders(name: str) -> None:
    one = LIVES[name]
    assert chain(judged(*one.events, **one.more)) == one.chain


def test_a_stretch_tells_the_event_it_began_with() -> None:
    passed = step("09:00", "transferred", dept_id="D-B", to_dept_id="D-C")
    found = judged(passed, step("09:00", "accepted", dept_id="D-A", actor_id="a"))
    assert [row["event_id"] for row in found["audit.holding"]] == [None, passed["event_id"]]


HANDED = (
    step("08:10", "assigned", dept_id="D-A", to_dept_id="D-B"),
    step("11:00", "transferred", dept_id="D-B", to_dept_id="D-C"),
)
"""Due at 12:00: ten minutes with D-A, 170 with D-B, the rest with D-C."""


def parts(found: Mapping[str, list[Row]]) -> dict[str, tuple[str, str, str]]:
    """Department -> minutes held, allowed, and the share."""
    return {
        row["department_id"]: tuple(
            "-" if row[name] is None else f"{row[name].normalize():f}"
            for name in ("held_min", "allowance_min", "share")
        )
        for row in found["audit.attribution"]
    }  # type: ignore[return-value]


def answers(found: Mapping[str, list[Row]]) -> tuple[str | None, str | None, str | None]:
    (row,) = found["audit.verdict"]
    return row["department_id"], row["staff_id"], row["routed_department_id"]


def rules(found: Mapping[str, list[Row]]) -> set[str]:
    return {row["rule"] for row in found["audit.attribution"]}


def test_the_routed_owner_answers_for_all_of_it() -> None:
    found = judged(*HANDED, dept_id="D-C", handler_id="c")
    assert parts(found) == {
        "D-A": ("10", "80", "0"), "D-B": ("170", "80", "0"), "D-C": ("420", "80", "1")
    }  # fmt: skip
    assert rules(found) == {"routed_owner"}
    assert answers(found) == ("D-C", "c", None)


def test_a_routed_owner_that_never_held_it_still_answers() -> None:
    found = judged(*HANDED, dept_id="D-9")
    assert parts(found)["D-9"] == ("0", "-", "1")
    assert answers(found) == ("D-9", None, None)


def test_the_holder_at_the_due_instant_answers() -> None:
    due = step("11:59", "transfer_received", dept_id="D-B", actor_id="b")
    found = judged(*HANDED, due, lateness="holder_at_due", dept_id="D-C", handler_id="c")
    assert {name: share for name, (*_, share) in parts(found).items()} == {
        "D-A": "0", "D-B": "1", "D-C": "0"
    }  # fmt: skip
    assert answers(found) == ("D-B", "b", "D-C")


@pytest.mark.parametrize(
    ("passed", "owner"), [("11:59", "D-C"), ("12:00", "D-C"), ("12:01", "D-B")]
)
def test_what_passes_at_the_due_instant_is_held_by_who_receives_it(passed: str, owner: str) -> None:
    hand = step(passed, "transferred", dept_id="D-B", to_dept_id="D-C")
    assert answers(judged(hand, lateness="holder_at_due"))[0] == owner


def test_a_transfer_after_it_was_done_moves_nothing_to_the_last_holder() -> None:
    done = step("13:00", "replied"), step("14:00", "transferred", dept_id="D-B", to_dept_id="D-C")
    found = judged(*done, lateness="holder_at_due", dept_id="D-C")
    assert parts(found) == {"D-B": ("300", "240", "1")}
    assert answers(found) == ("D-B", None, "D-C")


def test_shares_in_proportion_to_what_is_over_the_allowance() -> None:
    # 80 minutes each: D-B is 90 over, D-C 340, D-A within.
    found = judged(*HANDED, lateness="proportional", dept_id="D-B", handler_id="b")
    assert parts(found) == {
        "D-A": ("10", "80", "0"),
        "D-B": ("170", "80", "0.20930232"),
        "D-C": ("420", "80", "0.79069768"),
    }
    assert answers(found) == ("D-C", None, "D-B")
    assert rules(found) == {"proportional"}


def test_allowances_of_the_profile_come_first_and_the_rest_is_divided() -> None:
    given = {
        "service_center": Allowance(minutes=Decimal(5), source="test"),
        "network": Allowance(share=Decimal("0.5"), source="test"),
    }
    found = judged(*HANDED, lateness="proportional", allowances=given)
    # 240 minutes: 5 for D-A, 120 for D-B, and the other 115 for D-C.
    assert {name: allowed for name, (_, allowed, _) in parts(found).items()} == {
        "D-A": "5", "D-B": "120", "D-C": "115"
    }  # fmt: skip
    assert parts(found)["D-A"][2] == "0.01388888"


def test_where_nobody_is_over_the_holder_at_the_due_instant_answers() -> None:
    roomy = {role: Allowance(minutes=Decimal(600), source="test") for role in ROLES.values()}
    found = judged(*HANDED, lateness="proportional", allowances=roomy)
    assert rules(found) == {"holder_at_due"}
    assert answers(found)[0] == "D-C"


def test_of_equal_shares_the_one_that_held_it_when_due_answers() -> None:
    none = {role: Allowance(minutes=Decimal(0), source="test") for role in ROLES.values()}
    equal = (
        step("10:00", "transferred", dept_id="D-A", to_dept_id="D-B"),
        step("12:00", "transferred", dept_id="D-B", to_dept_id="D-C"),
        step("14:00", "replied"),
    )
    found = judged(*equal, lateness="proportional", allowances=none)
    assert {share for *_, share in parts(found).values()} == {"0.33333334", "0.33333333"}
    assert answers(found) == ("D-C", None, "D-B")


def test_paused_minutes_are_nobodys() -> None:
    paused = step("11:30", "suspended", ref_no="F-1"), step("13:30", "resumed")
    found = judged(*HANDED, *paused, lateness="proportional")
    assert {name: held for name, (held, *_) in parts(found).items()} == {
        "D-A": "10", "D-B": "170", "D-C": "300"
    }  # fmt: skip
    times = sorted(found["audit.holder_time"], key=lambda row: row["from_at"])
    assert [(row["state"], row["is_at_due"]) for row in times][3] == ("paused", True)


def test_nothing_is_shared_out_before_it_is_due() -> None:
    found = judged(*HANDED, as_of=f"{DAY} 11:30", lateness="proportional")
    assert (found["audit.attribution"], found["audit.holder_time"]) == ([], [])
    assert answers(found) == ("D-B", None, None)


def test_one_holder_who_is_the_routed_one_needs_no_shares() -> None:
    found = judged(lateness="proportional")
    assert found["audit.attribution"] == []
    assert [row["after_due_min"] for row in found["audit.holder_time"]] == [360]


@pytest.mark.parametrize(
    "clause",
    [
        REPLY.model_copy(update={"responsible": "service_center"}),
        REPLY.model_copy(update={"answers": "handler"}),
    ],
)
def test_whom_the_clause_itself_names_is_not_shared_out(clause: Clause) -> None:
    found = judged(*HANDED, lateness="proportional", clause=clause)
    assert rules(found) == {"named_by_clause"}
    assert answers(found)[0] == ("D-A" if clause.responsible else "D-B")


@pytest.mark.parametrize(
    ("answers_by", "of_ticket", "expected"),
    [
        ("first_responder", {"first_responder_id": "a"}, ("D-A", "a", "D-B")),
        ("first_responder", {"first_responder_id": "nobody we know"}, ("D-B", "nobody we know", None)),
        ("first_responder", {"handler_id": "b"}, ("D-B", None, None)),
        ("registrar", {"registrar_id": "c"}, ("D-C", "c", "D-B")),
        ("handler", {"handler_id": "c"}, ("D-B", "c", None)),
        ("liable_person", {"liable_person_id": "c"}, ("D-C", "c", "D-B")),
        ("liable_person", {"liable_person_id": "c", "liable_dept_id": "D-A"}, ("D-A", "c", "D-B")),
        ("head_of_unit", {"handler_id": "b"}, ("D-B", "head of D-B", None)),
    ],
)  # fmt: skip
def test_the_person_that_the_regulation_means(
    answers_by: str, of_ticket: dict[str, str], expected: tuple[str | None, ...]
) -> None:
    clause = REPLY.model_copy(update={"answers": answers_by})
    assert answers(judged(clause=clause, **of_ticket)) == expected


def test_a_clock_of_working_days_counts_their_minutes_only() -> None:
    two_days = deadline(
        "tickets", "contact_received", "replied", within("2", "days"), "working_day"
    )
    # Friday 6 March to Tuesday 10 March, over a weekend that belongs to nobody's time.
    friday = {"received_at": at("2026-03-06 12:00")}
    passed = {
        "event_id": "e", "ticket_id": "t", "event_type": "transferred", "to_dept_id": "D-C",
        "dept_id": "D-B", "event_at": at("2026-03-07 12:00"),
    }  # fmt: skip
    found = judged(
        passed, as_of="2026-03-11 06:00", lateness="proportional", clause=two_days, **friday
    )
    assert {name: held for name, (held, *_) in parts(found).items()} == {
        "D-B": "720",
        "D-C": "3240",
    }
    assert {row["limit_min"] for row in found["audit.holder_time"]} == {Decimal("3600.0000")}


def incidents(**rows: list[Row]) -> dict[str, tuple[str, int, Any]]:
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
