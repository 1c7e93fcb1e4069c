"""One ticket that passes several hands, audited: what the tests of holders, shares and incidents share.

Belongs here: shorthand for the rows and the audit. Does not belong here: assertions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rulebook.clause import Clause
from rulebook.profile import Allowance, Switches
from tests.oracle.clauses import deadline, within
from tests.oracle.engine import rows_of
from tests.oracle.small import at, profile, small
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
