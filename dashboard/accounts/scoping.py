"""From an account to its scope.

Belongs here: what the groups mean. Does not belong here: how the scope narrows a question (`dashboard/facts`).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from dashboard.facts.scope import Role, Scope

ROLES: tuple[Role, ...] = ("administrator", "supervisor", "auditor", "dept_head")
"""The groups, the farthest-reaching first."""


def scope_of(user: Any) -> Scope:
    """The scope of a user today. No group, or no department whose dates hold: nothing."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Scope()
    groups = set(user.groups.values_list("name", flat=True))
    role: Role = next((one for one in ROLES if one in groups), "")
    if role == "":
        return Scope()
    if role != "dept_head":
        return Scope(
            role=role,
            is_whole=True,
            names_others=True,
            may_export=True,
            may_administer=role == "administrator",
            may_file=role == "supervisor",
            may_decide=role == "supervisor",
            may_reveal=role == "supervisor",
        )
    today = timezone.localdate()
    held = user.departments.filter(valid_from__lte=today).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=today)
    )
    departments = frozenset(held.values_list("department_id", flat=True))
    return Scope(
        role=role,
        departments=departments,
        names_others=settings.LEAGUE_NAMES_FOR_HEADS,
        may_export=bool(departments),
        may_file=bool(departments),
    )
