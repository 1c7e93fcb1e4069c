"""What one run of the pipeline is told: where things are, which profile, and from which instant to look.

Belongs here: the Dagster resource with these settings. Does not belong here: what they mean (`question.py`), any
stage's work.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import dagster as dg

from pipelines.question import audit_of
from warehouse.evaluate import Audit
from warehouse.mapping import Source, source


class AuditSettings(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Settings of a run.

    inbox and home are directories; as_of is an instant (empty: the moment the run was launched, as
    recorded by the orchestrator); source names a mapping for foreign files (empty: our own layout).
    """

    inbox: str
    home: str
    profile: str = "city-water"
    as_of: str = ""
    source: str = ""

    def mapping(self) -> Source | None:
        """The source mapping, where one is set."""
        return source(self.source) if self.source else None

    def inbox_path(self) -> Path:
        """The inbox."""
        return Path(self.inbox)

    def audit(self, launched: datetime) -> Audit:
        """The audit these settings ask for; raises UserError for an unknown profile."""
        return audit_of(
            Path(self.home), self.profile, launched, as_of=self.as_of, source=self.source
        )
