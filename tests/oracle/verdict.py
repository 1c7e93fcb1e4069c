"""The answer on one record under one clause.

Belongs here: the fields that oracle and engine are compared by.
Does not belong here: how they are found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

Answer = tuple[str, str | None]
"""A verdict and its reason."""

NOT_ASKED: Answer = ("not_applicable", "not_in_force")
"""What is said of a moment outside the dates of a clause."""


@dataclass(frozen=True)
class Judgement:
    """One verdict. Instants are in UTC; `period_from` is the first day of the month it belongs to."""

    verdict: str
    reason: str | None
    period_from: date
    department: str | None
    started_at: datetime | None = None
    due_at: datetime | None = None
    stopped_at: datetime | None = None
    late_by_min: int | None = None
    is_provisional: bool = False
