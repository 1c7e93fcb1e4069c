"""What one run of the pipeline is told: where things are, which profile, and from which instant to look.

Belongs here: the Dagster resource with these settings, and how the instant is found when none is given.
Does not belong here: any stage's work.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg

from rulebook.errors import UserError
from rulebook.loader import Rulebook, load
from warehouse.evaluate import Audit
from warehouse.home import Home
from warehouse.mapping import Source, source

UTC = ZoneInfo("UTC")


@cache
def rulebook() -> Rulebook:
    """The rulebook, read once for each process."""
    return load()


def parse_instant(text: str, zone: str) -> datetime:
    """Read an instant: ISO 8601; without an offset it is local time of the zone.

    Raises UserError for anything else.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError(
            f"不是时刻 / '{text}' is not an instant",
            place="--as-of",
            remedy="请写作 / write it as 2026-04-03T02:00",
        ) from error
    local = instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


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
        book = rulebook()
        profile = book.profiles.get(self.profile)
        if profile is None:
            raise UserError(
                f"没有该方案 / there is no profile '{self.profile}'", place="--profile",
                remedy=f"请选择 / choose one of {', '.join(sorted(book.profiles))}",
            )  # fmt: skip
        as_of = parse_instant(self.as_of, profile.zone) if self.as_of else launched
        found = self.mapping()
        events = frozenset(found.delivers) if found and found.delivers else None
        return Audit(Home(Path(self.home)), book, self.profile, as_of, events)
