"""In whose hands a ticket was: small known chains.

Random ones are in `tests/oracle/test_holders.py`, where a second implementation has to agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from tests.oracle.small import ZONE, at
from tests.oracle.world import Row
from tests.warehouse.hands import DAY, judged, step


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
