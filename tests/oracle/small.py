"""Small worlds for single cases: a clause or two, a row or two, told in local time.

Belongs here: shorthand for rows and worlds.
Does not belong here: random evidence (`draw*`), expectations.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest

from rulebook.clause import Clause
from rulebook.profile import Profile
from tests.running import shipped

from .clauses import REGULATION, ahead, clause, tried
from .clauses_of_records import always
from .world import Row, World

ZONE = ZoneInfo("Asia/Shanghai")

LATE = "2026-03-31 12:00"
AGREED: dict[str, Any] = {
    "subject": "installations",
    "trigger": "installations.due_on",
    "end": "installations.finished_at",
}

BASE = clause(
    "value_limit", "pressure_readings",
    always(measure="pressure_readings.pressure_mpa", limit=ahead("0.27", "MPa")),
)  # fmt: skip
POINTS = [{"point_id": "P1", "point_type": "trunk"}, {"point_id": "P2", "point_type": "branch"}]


def at(text: str) -> datetime:
    """A local time of day as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def profile(**changed: Any) -> Profile:
    """The profile of the city, for tried clauses."""
    fixed = {"regulations": [REGULATION], "topics": {}}
    return shipped().profiles["city-water"].model_copy(update={**fixed, **changed})


def small(
    clauses: dict[str, Clause], as_of: str, *, under: Profile | None = None, **rows: list[Row]
) -> World:
    """A world of few rows, by table."""
    return World(at(as_of), under or profile(), tried(clauses), rows, shipped().roles)


def ticket(received: str = "2026-03-02 08:00", **more: Any) -> Row:
    return {"ticket_id": "t", "ticket_type": "complaint", "received_at": at(received), **more}


def event(kind: str, when: str) -> Row:
    return {
        "event_id": f"{kind} {when}",
        "ticket_id": "t",
        "event_type": kind,
        "event_at": at(when),
    }


def installation(**more: Any) -> Row:
    return {
        "installation_id": "i", "kind": "meter_well", "due_on": date(2026, 3, 10), **more
    }  # fmt: skip


def outage(**more: Any) -> Row:
    return {"outage_id": "o", "type": "planned", "started_at": at("2026-03-10 22:00"), **more}


def application(**more: Any) -> Row:
    return {
        "application_id": "a", "type": "new", "received_at": at("2026-03-02 08:00"), **more
    }  # fmt: skip


def reading(name: str, when: str, mpa: str, point: str = "P1") -> dict[str, Any]:
    return {
        "reading_id": name,
        "point_id": point,
        "read_at": at(when),
        "pressure_mpa": Decimal(mpa),
    }


def disagrees(reason: str) -> pytest.MarkDecorator:
    """Mark a case that is expected to fail; it must lose the mark when it passes."""
    raises = (AssertionError, duckdb.Error)
    return pytest.mark.xfail(strict=True, raises=raises, reason=reason)
