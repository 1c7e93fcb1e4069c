"""Random tickets with their events, field faults and callbacks.

Belongs here: evidence for clauses on tickets.
Does not belong here: other records.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st

from .draw import (
    SEASONS,
    Draw,
    Rules,
    Season,
    after,
    departments,
    instants,
    mostly,
    profiles,
    rules_of,
    sometimes,
    world,
)
from .world import Row, World

EVENTS = (
    "arrived", "replied", "classified", "assigned", "repair_done", "customer_contacted",
    "appointment_made", "progress_replied",
)  # fmt: skip
FURTHER = (*EVENTS, "closed", "registered", "contact_received", "reopened")
"""Events that happen again, and events that a column of the ticket stands for."""

TYPES = ("leak_report", "complaint", "billing_query", "pressure")
CODES: dict[str, st.SearchStrategy[Any]] = {
    "channel": st.sampled_from(["phone", "web", None]),
    "urgent": st.sampled_from([True, False, None]),
    "severity": st.sampled_from(["small", "medium", "major", None]),
    "complexity": st.sampled_from(["normal", "complex", "special", None]),
    "status": st.sampled_from(
        ["open", "closed", "archived", None, "open", "closed", "cancelled", "duplicate"]
    ),
    "category": st.sampled_from(["public_leak", "billing", "other", None]),
    "dept_id": st.sampled_from([None, "D-network", "D-other"]),
    "excuse_code": st.sampled_from([None, None, "traffic", "road", "force_majeure"]),
    "excuse_evidence": st.sampled_from(["TP-1", None]),
    "satisfaction": st.sampled_from([1, 3, 4, None]),
    "signed_by_customer": st.sampled_from([True, False, None]),
}


@st.composite
def ticket_worlds(
    draw: Draw,
    clauses: Rules,
    *,
    n_tickets: int = 24,
    seasons: tuple[Season, ...] = SEASONS,
) -> World:
    """Some tickets of one season that share a few moments, and an audit near one of those."""
    season = draw(st.sampled_from(seasons))
    anchors = draw(st.lists(instants(season), min_size=4, max_size=4))
    as_of = draw(st.sampled_from(anchors).flatmap(lambda moment: after(season, moment)))
    rows: dict[str, list[Row]] = {
        "departments": draw(departments()),
        "tickets": [],
        "ticket_events": [],
        "field_faults": [],
        "callbacks": [],
        "sanctions": [],
        "calendar": draw(overrides(season)),
    }
    for number in range(n_tickets):
        base = draw(st.sampled_from(anchors))
        draw_ticket(draw, rows, f"t{number}", base, after(season, base, as_of))
    return world(as_of, draw(profiles(season)), rules_of(draw, clauses, season), rows)


def draw_ticket(
    draw: Draw,
    rows: dict[str, list[Row]],
    name: str,
    base: datetime,
    near: st.SearchStrategy[datetime],
) -> None:
    """Add one ticket, and what belongs to it, to the rows."""
    rows["tickets"].append(
        {
            "ticket_id": name,
            "ticket_type": draw(st.sampled_from(TYPES)),
            "received_at": base,
            "registered_at": draw(mostly(near)),
            "closed_at": draw(sometimes(near)),
            **{column: draw(codes) for column, codes in CODES.items()},
        }
    )
    happened = [(event, draw(mostly(near))) for event in EVENTS]
    happened += draw(st.lists(st.tuples(st.sampled_from(FURTHER), near), max_size=3))
    rows["ticket_events"] += [
        {"event_id": f"{name}-e{n}", "ticket_id": name, "event_type": event, "event_at": at}
        for n, (event, at) in enumerate(happened)
        if at is not None
    ]
    for table, key, column in (
        ("field_faults", "fault_id", "found_at"),
        ("callbacks", "callback_id", "done_at"),
    ):
        for number in range(draw(st.sampled_from([0, 0, 1, 2]))):
            row = {key: f"{name}-{number}", "ticket_id": name, column: draw(mostly(near))}
            rows[table].append(row | ({"type": "leak"} if table == "field_faults" else {}))

    if "sanctions" in rows:
        rows["sanctions"] += [
            {"sanction_id": f"{name}-{n}", "ticket_id": name, "kind": "fine", "ledger_id": ledger, "decided_at": at}
            for n, (ledger, at) in enumerate(
                draw(st.lists(st.tuples(st.sampled_from(["L15", "L17"]), mostly(near)), max_size=2))
            )
        ]  # fmt: skip


LAST_ANNOUNCED = date(2026, 12, 31)


@st.composite
def overrides(draw: Draw, season: Season) -> list[Row]:
    """At most one announced day that the utility works, or does not work, against the calendar."""
    moment = draw(sometimes(instants(season)))
    if moment is None or moment.date() > LAST_ANNOUNCED:
        return []
    return [{"day": moment.date(), "is_working_day": draw(st.booleans()), "reason": "stoppage"}]
