"""Remembering which audits the dashboard has served.

Belongs here: noting an audit once. Does not belong here: showing them (`dashboard/pages/audits.py`).
"""

from __future__ import annotations

from dashboard.accounts.models import SeenAudit
from dashboard.facts.page import Facts

KEPT = (
    "audit_id", "as_of", "profile_id", "digest", "version", "n_files", "n_rows", "n_observations",
    "n_breaches",
)  # fmt: skip


def remember(facts: Facts, *, is_certain: bool = False) -> None:
    """Note the audit that is served, once. is_certain: look into the database again."""
    if "is_remembered" in facts.attached.shared and not is_certain:
        return
    facts.attached.shared["is_remembered"] = True
    run = facts.run
    SeenAudit.objects.get_or_create(
        audit_id=run["audit_id"],
        defaults={
            **{key: run[key] for key in KEPT if key != "audit_id"},
            "previous_digest": run["previous_digest"] or "",
        },
    )
