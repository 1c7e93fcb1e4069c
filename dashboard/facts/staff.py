"""Members of the staff for demonstration accounts.

Belongs here: finding somebody who fits a role. Does not belong here: making accounts (`dashboard/accounts`).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from dashboard.facts.hub import attach
from dashboard.facts.page import Facts
from dashboard.facts.scope import Scope


def first_of(by_department: Mapping[str, str], by_role: Mapping[str, str]) -> dict[str, str]:
    """Name -> the first staff number of a department, or of a department with a role. Raises NothingPublishedError."""
    attached = attach(settings.PUBLISHED, threads=1, memory=settings.FACTS_MEMORY)
    facts = Facts(attached, Scope(role="administrator", is_whole=True), settings.FACTS_TIMEOUT_S)
    rows = facts.ask("staff")
    facts.close()
    attached.connection.close()
    found: dict[str, str] = {}
    for key, wanted in (("department_id", by_department), ("role", by_role)):
        for name, value in wanted.items():
            fitting = [row["staff_id"] for row in rows if row[key] == value]
            if fitting:
                found[name] = fitting[0]
    return found
