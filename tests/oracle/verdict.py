"""The answer on one record under one clause.

Belongs here: the fields that oracle and engine are compared by.
Does not belong here: how they are found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

Answer = tuple[str, str | None]
"""A verdict and its reason."""


@dataclass(frozen=True)
class Judgement:
    """One verdict. Instants are in UTC; `period_from` is the first day of the month it belongs to."""

    verdict: str
    reason: str | None
    period_from: date
    department: str | None
    due_at: datetime | None = None
    stopped_at: datetime | None = None
    late_by_min: int | None = None
    is_provisional: bool = False
