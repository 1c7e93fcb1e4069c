"""From an account to a member of the staff.

Belongs here: in whose name a person files and decides. Does not belong here: whether they may
(`dashboard/accounts/scoping.py`, and the engine's own rules).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard.accounts.models import StaffNumber


@dataclass(frozen=True)
class Identity:
    """A staff number, and the department where the staff table does not say."""

    staff_id: str
    department_id: str = ""


def identity_of(user: Any) -> Identity | None:
    """Who an account is among the staff; None where the administrator has not said."""
    found = StaffNumber.objects.filter(user_id=user.pk).first()
    return Identity(found.staff_id, found.department_id) if found else None
