"""Random tickets that pass several hands: handovers of every sort, people, suspensions, links to each other.

Belongs here: what is added to the tickets of `draw_tickets`.
Does not belong here: those tickets themselves, any judging.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from rulebook.profile import Allowance

from .draw import DEPARTMENTS, SEASONS, Draw, Rules, Season
from .draw_tickets import ticket_worlds
from .holders import STEPS
from .world import Row, World

NAMES = (*[str(one["dept_id"]) for one in DEPARTMENTS], "D-unknown", None)
STAFF: list[Row] = [
    {"staff_id": "S-net", "dept_id": "D-network"},
    {"staff_id": "S-biz", "dept_id": "D-business_service"},
    {"staff_id": "S-prod", "dept_id": "D-production"},
    {"staff_id": "S-nowhere", "dept_id": None},
]
PEOPLE = (*[str(one["staff_id"]) for one in STAFF], "S-unknown", None)
MINUTES = (0, 1, 20, 30, 59, 60, 61, 90, 120, 300, 1440, 2880, -30)
"""Minutes after the receipt: where limits end, and a little before it began."""

ALLOWANCES = st.one_of(
    st.builds(Allowance, minutes=st.sampled_from([0, 20, Decimal("59.9999")]), source=st.just("drawn")),
    st.builds(Allowance, share=st.sampled_from([0, 1, Decimal("0.3")]), source=st.just("drawn")),
)  # fmt: skip


@st.composite
def hand_worlds(
    draw: Draw, clauses: Rules, *, n_tickets: int = 12, seasons: tuple[Season, ...] = SEASONS
) -> World:
    """Tickets that pass several hands, under one of the rules about whose a lateness is."""
    world = draw(ticket_worlds(clauses, n_tickets=n_tickets, seasons=seasons))
    rows = {table: list(found) for table, found in world.rows.items()}
    rows["staff"] = STAFF
    rows["tickets"] = [{**row, **_people(draw)} for row in rows["tickets"]]
    rows["sanctions"] = [
        {**row, "verified": draw(st.booleans()), "staff_id": draw(st.sampled_from(PEOPLE))}
        for row in rows["sanctions"]
    ]
    rows["departments"] = [
        {**row, "head_id": draw(st.sampled_from(PEOPLE))} for row in rows["departments"]
    ]
    rows["ticket_events"] = [
        {**row, **_acting(draw)} if row["event_type"] in STEPS else row
        for row in rows["ticket_events"]
    ]
    for ticket in rows["tickets"]:
        rows["ticket_events"] += _steps(draw, ticket["ticket_id"], ticket["received_at"])
    return replace(world, rows=rows, profile=_profile(draw, world))


def _people(draw: Draw) -> Row:
    columns = ("first_responder_id", "registrar_id", "handler_id", "liable_person_id")
    found: Row = {column: draw(st.sampled_from(PEOPLE)) for column in columns}
    return {**found, "liable_dept_id": draw(st.sampled_from(NAMES))}


def _acting(draw: Draw) -> Row:
    return {
        "actor_id": draw(st.sampled_from(PEOPLE)),
        "dept_id": draw(st.sampled_from(NAMES)),
        "to_dept_id": draw(st.sampled_from(NAMES)),
    }


def _steps(draw: Draw, name: str, received: datetime) -> list[Row]:
    """Up to six steps; several may fall on one instant, and their ids are in no order."""
    drawn = draw(st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from(MINUTES)), max_size=6))
    names = draw(st.permutations(range(len(drawn))))
    return [
        {
            "event_id": f"{name}-h{number}",
            "ticket_id": name,
            "event_type": step,
            "event_at": received + timedelta(minutes=minutes),
            "ref_no": draw(st.sampled_from([None, None, "F-1"])),
            **_acting(draw),
        }
        for number, (step, minutes) in zip(names, drawn, strict=True)
    ]


def _profile(draw: Draw, world: World) -> Any:
    rule = draw(st.sampled_from(["proportional", "proportional", "holder_at_due", "routed_owner"]))
    roles = draw(st.lists(st.sampled_from(["network", "production"]), max_size=2, unique=True))
    return world.profile.model_copy(
        update={
            "switches": world.profile.switches.model_copy(update={"lateness": rule}),
            "allowances": {role: draw(ALLOWANCES) for role in roles},
        }
    )
