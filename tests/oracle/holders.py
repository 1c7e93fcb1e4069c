"""In whose hands a ticket was: its events told one after the other.

Belongs here: the chain of holders of one ticket, and whom each step gives it to.
Does not belong here: whose a lateness is (`attribution`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from .records import Record
from .world import Row, World

STEPS = (
    "suspension_approved", "suspended", "resumed", "reopened", "form_sent", "assigned", "transferred",
    "transfer_received", "receipt_confirmed", "accepted",
)  # fmt: skip
"""The events that matter, in the order in which those of one instant are told."""

Hand = tuple[str | None, str | None, str]
"""A department, a person, and `running` or `paused`."""


@dataclass(frozen=True)
class Holding:
    """One stretch of a ticket's life, from an instant until before another."""

    ticket_id: str
    holding_no: int
    department: str | None
    staff: str | None
    from_at: datetime
    until_at: datetime
    state: str
    event_id: str | None


def holdings(world: World, ticket: Record) -> list[Holding]:
    """The stretches of one ticket, without gap or overlap, from its receipt to its closing or the audit."""
    begin = ticket.row["received_at"]
    end = max(ticket.row.get("closed_at") or world.as_of, begin)
    events = _events(world, ticket, end)
    last: dict[datetime, tuple[Hand, str | None]] = {}
    told: Hand | None = None
    for at, hand, event_id in _told(world, ticket, events):
        if hand != told:
            last[max(at, begin)] = (hand, event_id)
            told = hand
    begun = [
        (at, *said)
        for n, (at, said) in enumerate(last.items())
        if n == 0 or said[0] != list(last.values())[n - 1][0]
    ]
    ends = [*[at for at, *_ in begun[1:]], end]
    return [
        Holding(ticket.record_id, n, hand[0], hand[1], at, until, hand[2], event_id)
        for n, ((at, hand, event_id), until) in enumerate(zip(begun, ends, strict=True), start=1)
    ]


def _events(world: World, ticket: Record, end: datetime) -> list[Row]:
    found = [
        one
        for one in world.table("ticket_events")
        if one["ticket_id"] == ticket.record_id
        and one["event_type"] in STEPS
        and one["event_at"] is not None
        and one["event_at"] < end
    ]
    return sorted(
        found, key=lambda one: (one["event_at"], STEPS.index(one["event_type"]), one["event_id"])
    )


def _told(
    world: World, ticket: Record, events: Sequence[Row]
) -> Iterator[tuple[datetime, Hand, str | None]]:
    """The holder and the state after the receipt and after each event."""
    department, person = _first(world, ticket, events)
    is_suspended = is_approved = False
    yield ticket.row["received_at"], (department, person, "running"), None
    for n, event in enumerate(events):
        kind = event["event_type"]
        receiver = _receiver(ticket, events, n)
        if receiver is not None:
            department, person = receiver, None
        if receiver is not None or kind in ("accepted", "receipt_confirmed"):
            person = _named(world, ticket, event, receiver, department) or person
        if kind in ("resumed", "reopened"):
            is_suspended = is_approved = False
        is_suspended |= kind == "suspended"
        has_paper = kind == "suspended" and event.get("ref_no") is not None
        is_approved |= kind == "suspension_approved" or has_paper
        state = "paused" if is_suspended and is_approved else "running"
        yield event["event_at"], (department, person, state), event["event_id"]


def _is_handover(event: Row) -> bool:
    if event["event_type"] == "form_sent":
        return event.get("to_dept_id") is not None
    return event["event_type"] in ("assigned", "transferred", "transfer_received")


def _is_bare(event: Row) -> bool:
    """Assigned, and no more is said."""
    return event["event_type"] == "assigned" and event.get("to_dept_id") is None


def _first(world: World, ticket: Record, events: Sequence[Row]) -> tuple[str | None, str | None]:
    """Who had the ticket before anybody passed it on."""
    row, handovers = ticket.row, [one for one in events if _is_handover(one)]
    if handovers:
        for column in ("first_responder_id", "registrar_id"):
            person = world.find("staff", "staff_id", row.get(column))
            if person.get("dept_id"):
                return person["dept_id"], person["staff_id"]
        acting = handovers[0].get("dept_id")
        if acting is not None and handovers[0]["event_type"] != "transfer_received":
            return acting, None
    return ticket.department, row.get("handler_id") if ticket.department else None


def _receiver(ticket: Record, events: Sequence[Row], n: int) -> str | None:
    """The department that an event gives the ticket to, None where it gives it to nobody."""
    event = events[n]
    if not _is_handover(event):
        return None
    if event["event_type"] == "transfer_received":
        return event.get("to_dept_id") or event.get("dept_id")
    if not _is_bare(event):
        return event.get("to_dept_id")
    later = [one for one in events[n + 1 :] if _is_handover(one) and not _is_bare(one)]
    if not later:
        return ticket.department
    return later[0].get("dept_id") if later[0]["event_type"] == "transferred" else None


def _named(
    world: World, ticket: Record, event: Row, receiver: str | None, department: str | None
) -> str | None:
    """The person an event shows in the department that has the ticket now."""
    actor = event.get("actor_id")
    acting = event.get("dept_id") or world.find("staff", "staff_id", actor).get("dept_id")
    if event["event_type"] in ("accepted", "receipt_confirmed"):
        return actor if acting is not None and acting == department else None
    handler = ticket.row.get("handler_id") if receiver == ticket.department else None
    if event["event_type"] == "transfer_received" and acting == receiver:
        return actor or handler
    return handler
