"""Clauses that are tried: every kind, clock and reading of one, whether or not a regulation has it yet.

Belongs here: synthetic clauses of tickets and what they stand for. Limits named by a parameter are drawn
anew for every example, or left unset.
Does not belong here: evidence (`draw_*`); the clauses of other tables (`clauses_of_records`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from rulebook.clause import Clause

REGULATION = "tried"
"""The regulation that all of these clauses belong to."""

TEXT = {"zh": "试", "en": "tried"}
OBSTACLES = ["traffic", "road"]


def clause(kind: str, subject: str, *versions: dict[str, Any], responsible: str = "") -> Clause:
    """A clause with what matters; titles and examples are not asked about here."""
    example = {"name": TEXT, "given": {}, "as_of": "2026-01-01", "expect": {"verdict": "pending"}}
    return Clause.model_validate(
        {
            "title": TEXT,
            "summary": TEXT,
            "locator": "1",
            "kind": kind,
            "subject": subject,
            "responsible": responsible,
            "versions": list(versions),
            "examples": [example],
        }
    )


def deadline(
    subject: str, trigger: Any, end: Any, within: Any, calendar: str, *, responsible: str = "", **more: Any
) -> Clause:  # fmt: skip
    """A deadline of one version, in force always; within: a limit, or limits by class."""
    limits = {"variants" if "by" in within else "limit": within}
    version = {"from": None, "trigger": trigger, "end": end, "calendar": calendar, **limits, **more}
    return clause("deadline", subject, version, responsible=responsible)


def within(value: str, unit: str) -> dict[str, Any]:
    """At most so much; a value that is no number names a parameter."""
    return _limit("<=", value, unit)


def ahead(value: str, unit: str) -> dict[str, Any]:
    """At least so much before."""
    return _limit(">=", value, unit)


def _limit(op: str, value: str, unit: str) -> dict[str, Any]:
    source = "value" if value[0].isdigit() or value[0] == "-" else "param"
    return {"op": op, source: value, "unit": unit}


def of_type(*codes: str) -> list[dict[str, Any]]:
    return [{"fact": "tickets.ticket_type", "one_of": list(codes)}]


WALL_CLOCK = {
    "hour": deadline(
        "tickets", "contact_received", "arrived", within("1", "h"), "wall_clock",
        excuses=OBSTACLES, responsible="network",
    ),
    "set": deadline("tickets", "contact_received", "replied", within("reply_h", "h"), "wall_clock"),
    "first-of": deadline(
        "tickets",
        {"any": ["contact_received", "field_faults.found_at"]},
        {"any": ["replied", "progress_replied"]},
        within("90", "min"), "wall_clock", population=of_type("leak_report", "complaint"),
    ),
    "last-of": deadline(
        "tickets", {"all": ["classified", "assigned"]}, {"all": ["replied", "repair_done"]},
        within("24", "h"), "wall_clock", excuses=["force_majeure"],
    ),
    "early": deadline(
        "tickets", "arrived", "replied", within("2", "h"), "wall_clock", early="compliant"
    ),
    "by-size": deadline(
        "tickets", "arrived", "repair_done",
        {
            "by": "tickets.severity",
            "limits": {"small": within("5", "h"), "medium": within("medium_h", "h")},
        },
        "wall_clock", excuses=OBSTACLES,
    ),
    "notice": deadline("tickets", "customer_contacted", "arrived", ahead("2", "h"), "wall_clock"),
    "notice-any": deadline(
        "tickets",
        {"any": ["customer_contacted", "appointment_made"]},
        {"all": ["arrived", "repair_done"]},
        ahead("30", "min"), "wall_clock", excuses=OBSTACLES,
    ),
    "not-phone": deadline(
        "tickets", "registered", "callbacks.done_at", within("1", "days"), "wall_clock",
        population=[
            {"fact": "tickets.channel", "not_one_of": ["phone"]},
            {"fact": "tickets.urgent", "one_of": ["true"]},
            {"fact": "classified", "present": True},
        ],
    ),
}  # fmt: skip
"""Elapsed time."""

DAY_CLOCKS = {
    "days": deadline(
        "tickets", "contact_received", "replied", within("n_days", "days"), "calendar_day"
    ),
    "days-closed": deadline(
        "tickets", "contact_received", "closed", within("0", "days"), "calendar_day",
        early="compliant", excuses=OBSTACLES,
    ),
    "working": deadline(
        "tickets", "contact_received", "replied", within("n_days", "days"), "working_day",
        responsible="business_service",
    ),
    "working-first": deadline(
        "tickets", "contact_received", "classified", within("0", "days"), "working_day",
        excuses=[*OBSTACLES, "force_majeure"],
    ),
    "working-last": deadline(
        "tickets", "classified", {"all": ["replied", "closed"]}, within("2", "days"), "working_day",
        early="compliant",
    ),
    "working-by-complexity": deadline(
        "tickets", "arrived", "repair_done",
        {
            "by": "tickets.complexity",
            "limits": {"normal": within("1", "days"), "complex": within("n_more", "days")},
        },
        "working_day",
    ),
    "same-day": deadline(
        "tickets", "contact_received", "registered", within("0", "days"), "same_day",
        responsible="service_center",
    ),
    "same-day-after": deadline(
        "tickets", {"any": ["classified", "assigned"]}, "arrived", within("0", "days"), "same_day",
        early="compliant", excuses=OBSTACLES,
    ),
}  # fmt: skip
"""Clocks that count days."""


def _dated(first: date | None, value: str, **more: Any) -> dict[str, Any]:
    return {
        "from": first,
        "trigger": "classified",
        "end": "replied",
        "calendar": "wall_clock",
        "limit": within(value, "h"),
        **more,
    }


VERSIONS = {
    "changing": clause(
        "deadline",
        "tickets",
        _dated(None, "24"),
        _dated(date(2026, 2, 18), "12", population=of_type("leak_report")),
        _dated(date(2026, 10, 1), "4", excuses=OBSTACLES, until=date(2026, 12, 31)),
    ),
}
"""A clause whose limit, population and excuses change, until it is repealed."""


def tried(*groups: dict[str, Clause]) -> dict[str, Clause]:
    """Clauses by id, ready for a world."""
    return {
        f"{REGULATION}.{one.subject}.{name}": one for group in groups for name, one in group.items()
    }
